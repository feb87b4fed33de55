package dev.gavel.rush.targets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class CpuTest {
    private static final String BURN = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";

    @Test
    @EnabledOnOs(OS.LINUX)
    void aChildThatHasEndedLeavesItsShare() throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-c", "sh -c '" + BURN + "; exit 0'; echo burnt; read end").start();
        try (BufferedReader out = shell.inputReader()) {
            assertThat(out.readLine()).isEqualTo("burnt");
            assertThat(Cpu.ofTree(shell.pid()) - Cpu.ofProcess(shell.pid()))
                    .as("microseconds of the ended child")
                    .isGreaterThan(10_000);
        } finally {
            shell.destroy();
            shell.waitFor();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theCompilerIsAPartOfItsProcess() {
        long pid = ProcessHandle.current().pid();
        long compiler = Cpu.ofCompiler(pid);
        assertThat(compiler).as("microseconds, in a JVM that has just begun").isGreaterThan(10_000);
        assertThat(compiler).isLessThan(Cpu.ofProcess(pid));
    }
}

package dev.gavel.server.arena;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ReplicasTest {
    @Test
    void aReplicaCountsWhileItIsOnlineAndSaysHowFarItIs() {
        assertThat(Replicas.keepingUp("""
                # Replication\r
                role:master\r
                connected_slaves:4\r
                slave0:ip=127.0.0.1,port=1,state=online,offset=10,lag=0\r
                slave1:ip=127.0.0.1,port=2,state=online,offset=10,lag=3,type=replica\r
                slave2:ip=127.0.0.1,port=3,state=online,offset=10,lag=4\r
                slave3:ip=127.0.0.1,port=4,state=wait_bgsave,offset=0,lag=0\r
                """)).isEqualTo(2);
        assertThat(Replicas.keepingUp("role:master\r\nconnected_slaves:0\r\n")).isZero();
    }
}

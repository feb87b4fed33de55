package dev.gavel.cli.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.LoggerFactory;

/** What became of the inputs. */
final class Tally {
    private static final int FAULTS_SHOWN_MAX = 20;
    private static final int FAULT_TEXT_MAX = 500;

    private final Map<String, LongAdder> outcomes = new ConcurrentSkipListMap<>();
    private final List<String> faults = new ArrayList<>();
    private final AtomicLong slowest = new AtomicLong();
    private final LongAdder sent = new LongAdder();
    private long faultCount;

    void sent() {
        sent.increment();
    }

    void count(String outcome) {
        outcomes.computeIfAbsent(outcome, _ -> new LongAdder()).increment();
    }

    void answeredAfter(long nanos) {
        slowest.accumulateAndGet(nanos, Math::max);
    }

    synchronized void fault(String what) {
        faultCount++;
        if (faults.size() < FAULTS_SHOWN_MAX) {
            faults.add(what.length() > FAULT_TEXT_MAX ? what.substring(0, FAULT_TEXT_MAX) : what);
        }
    }

    long inputs() {
        return sent.sum();
    }

    Map<String, LongAdder> outcomes() {
        return outcomes;
    }

    long slowestMillis() {
        return slowest.get() / 1_000_000;
    }

    /** The first of them. */
    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    synchronized long faultCount() {
        return faultCount;
    }

    /** From now on every error that the server in this process logs is a fault: a failure, or a buffer that leaked. */
    ErrorLog watchLog() {
        return new ErrorLog(this);
    }

    /** Watches until it is closed. */
    static final class ErrorLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
        private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        private final Tally tally;

        private ErrorLog(Tally tally) {
            this.tally = tally;
            setContext(root.getLoggerContext());
            start();
            root.addAppender(this);
        }

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
                var thrown = event.getThrowableProxy();
                tally.fault("the server logged: " + event.getFormattedMessage()
                        + (thrown == null ? "" : " " + thrown.getClassName() + ": " + thrown.getMessage()));
            }
        }

        @Override
        public void close() {
            root.detachAppender(this);
            stop();
        }
    }
}

package io.reliablemessage.benchmarks.subject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When effects were committed, as the consumer's process saw it: a file that it and the producer's process have in their memory, so that
 * telling costs neither of them a call. Times are of the wall clock, in microseconds, which all processes of a machine share;
 * {@link System#nanoTime} means nothing to another process.
 *
 * <p>Times of the last {@value #CAPACITY} orders are kept.
 */
public final class EffectLog {
    /** The consumer groups, each with an effect of its own on every order. */
    public static final int GROUPS = 2;

    private static final int CAPACITY = 1 << 20;
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    /** Counters that many threads of several cores add to are not to share a cache line. */
    private static final int COUNTER_BYTES = 128;

    private final ByteBuffer memory;

    private EffectLog(ByteBuffer memory) {
        this.memory = memory;
    }

    /** An empty one, whatever was there. */
    public static EffectLog create(Path file) {
        return map(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    /** One that another process writes. */
    public static EffectLog open(Path file) {
        return map(file);
    }

    private static EffectLog map(Path file, StandardOpenOption... more) {
        StandardOpenOption[] options = new StandardOpenOption[more.length + 2];
        System.arraycopy(more, 0, options, 0, more.length);
        options[more.length] = StandardOpenOption.READ;
        options[more.length + 1] = StandardOpenOption.WRITE;
        try (FileChannel channel = FileChannel.open(file, options)) {
            long bytes = GROUPS * (COUNTER_BYTES + (long) CAPACITY * Long.BYTES);
            return new EffectLog(channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("The log of effects cannot be opened", e);
        }
    }

    /** An effect of the group on the order is committed now. */
    public void committed(int group, long order) {
        LONGS.setVolatile(memory, slot(group, order), nowMicros());
        LONGS.getAndAdd(memory, group * COUNTER_BYTES, 1L);
    }

    /** How many effects the group has committed. */
    long count(int group) {
        return (long) LONGS.getVolatile(memory, group * COUNTER_BYTES);
    }

    /** Microseconds since the epoch; 0: not yet. */
    long microsOf(int group, long order) {
        return (long) LONGS.getVolatile(memory, slot(group, order));
    }

    static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    private static int slot(int group, long order) {
        return GROUPS * COUNTER_BYTES + (int) (order % CAPACITY * GROUPS + group) * Long.BYTES;
    }
}

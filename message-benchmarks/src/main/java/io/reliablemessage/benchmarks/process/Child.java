package io.reliablemessage.benchmarks.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * A process that answers questions; see {@link Conversation}. It ends with this one, whose end closes its standard input.
 *
 * @param <Q> question
 * @param <A> answer
 */
public final class Child<Q, A> implements AutoCloseable {
    private static final long STOP_SECONDS = 5;

    private final String name;
    private final Process process;
    private final BufferedWriter questions;
    private final BufferedReader answers;
    private final JsonMapper json = JsonMapper.builder().build();
    private final JavaType answerType;

    /** @param name for a reader of failures */
    public Child(String name, ProcessBuilder command, Class<A> answer) {
        this.name = name;
        try {
            process = command.start();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not start", e);
        }
        questions = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
        answerType = json.getTypeFactory().constructParametricType(Answer.class, answer);
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** @throws IllegalStateException with the process's own words if it could not do it, or has ended */
    public A ask(Q question) {
        try {
            questions.write(json.writeValueAsString(question));
            questions.newLine();
            questions.flush();
            String line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException("The process of " + name + " has ended; see its log");
            }
            Answer<A> answer = json.readValue(line, answerType);
            if (answer.failure() != null) {
                throw new IllegalStateException(name + " failed: " + answer.failure());
            }
            return Objects.requireNonNull(answer.value());
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be asked", e);
        }
    }

    /** It ends with its questions; what does not end soon is killed. */
    @Override
    public void close() {
        try {
            questions.close();
            process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            process.destroyForcibly(); // It has ended already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}

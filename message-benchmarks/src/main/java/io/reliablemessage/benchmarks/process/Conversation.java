package io.reliablemessage.benchmarks.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;

/** A process's side of the talk: each line of its standard input is a question, each of its standard output an answer, both JSON. */
public final class Conversation {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Conversation() {}

    /** Answers one question; what it throws is told to the one who asked. */
    @FunctionalInterface
    public interface Answering<Q, A> {
        A answer(Q question) throws Exception;
    }

    /** Answers until nobody can ask any more, and then ends the process. What others print goes to the standard error. */
    public static <Q, A> void hold(Class<Q> type, Answering<Q, A> answering) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            answers.println(JSON.writeValueAsString(answer(JSON.readValue(line, type), answering)));
            answers.flush();
        }
        System.exit(0);
    }

    private static <Q, A> Answer<A> answer(Q question, Answering<Q, A> answering) {
        try {
            return new Answer<>(null, answering.answer(question));
        } catch (Throwable e) {
            StringWriter stack = new StringWriter();
            e.printStackTrace(new PrintWriter(stack));
            return new Answer<>(stack.toString(), null);
        }
    }
}

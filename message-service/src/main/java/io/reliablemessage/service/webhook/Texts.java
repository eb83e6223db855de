package io.reliablemessage.service.webhook;

import java.nio.charset.StandardCharsets;

/** Cuts and escapes what goes into other systems' messages. */
final class Texts {
    private static final String MARKUP = "[]()<>*`!#@|\\~";
    private static final String WIDE = "［］（）＜＞＊｀！＃＠｜＼～";
    private static final String ELLIPSIS = "…";

    private Texts() {}

    /**
     * One line without line breaks and control characters.
     *
     * @param characters at most so many UTF-16 characters
     */
    static String line(String text, int characters) {
        String plain = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]+", " ")
                .strip();
        if (plain.length() <= characters) {
            return plain;
        }
        return plain.substring(0, wholeCharacters(plain, characters - 1)) + ELLIPSIS;
    }

    private static int wholeCharacters(String text, int end) {
        return Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }

    /** Cuts between two characters, so that it has at most so many bytes of UTF-8. */
    static String bytes(String text, int bytes) {
        if (text.getBytes(StandardCharsets.UTF_8).length <= bytes) {
            return text;
        }
        int left = bytes - ELLIPSIS.getBytes(StandardCharsets.UTF_8).length;
        int end = 0;
        while (end < text.length()) {
            int character = text.codePointAt(end);
            left -= character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
            if (left < 0) {
                break;
            }
            end += Character.charCount(character);
        }
        return text.substring(0, end) + ELLIPSIS;
    }

    /**
     * For the Markdown of DingTalk and WeCom, whose dialects have no escape that can be relied on: characters that make links, images, mentions or
     * fonts become their full-width siblings. Names of topics and groups have none of them.
     */
    static String withoutMarkdown(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.chars().forEach(character -> {
            int mark = MARKUP.indexOf(character);
            plain.append(mark < 0 ? (char) character : WIDE.charAt(mark));
        });
        return plain.toString();
    }

    /** For Slack's mrkdwn: the three characters that begin links, mentions and entities. */
    static String escapedForSlack(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}

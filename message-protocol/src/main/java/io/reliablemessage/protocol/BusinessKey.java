package io.reliablemessage.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A composite business key: ordered, named fields such as {@code merchantNo, orderNo, status}.
 *
 * <p>Two keys are the same only if they have the same fields in the same order with the same characters: case, accents, trailing
 * spaces and emoji all count, and no separator inside a value can make two keys run into each other. In JSON a key is a list of
 * {@code {"name": …, "value": …}}.
 */
public final class BusinessKey {
    /** The most fields that a key may have; each of them can be searched for on its own. */
    public static final int MAX_FIELDS = 4;

    public static final int MAX_NAME_LENGTH = 32;

    /** In UTF-16 characters, so that an emoji counts as two. */
    public static final int MAX_VALUE_LENGTH = 200;

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,31}");
    private static final byte VERSION = 1;

    private final List<KeyField> fields;

    private BusinessKey(List<KeyField> fields) {
        this.fields = fields;
    }

    /**
     * @param fields 1 to {@value #MAX_FIELDS} fields with distinct names
     * @throws InvalidKeyException if a name, a value or the number of fields is outside its limit; its message names the field and the limit
     */
    @JsonCreator
    public static BusinessKey of(List<KeyField> fields) {
        if (fields.isEmpty() || fields.size() > MAX_FIELDS) {
            throw new InvalidKeyException(
                    "key", "must have 1 to " + MAX_FIELDS + " fields; this one has " + fields.size());
        }
        Set<String> names = new HashSet<>();
        for (KeyField field : fields) {
            check(field);
            if (!names.add(field.name())) {
                throw new InvalidKeyException("key." + field.name(), "must not be given twice");
            }
        }
        return new BusinessKey(List.copyOf(fields));
    }

    /** A key of one field; see {@link #of(List)}. */
    public static BusinessKey of(String name, String value) {
        return of(List.of(new KeyField(name, value)));
    }

    /** This key with one more field at its end; see {@link #of(List)}. */
    public BusinessKey and(String name, String value) {
        List<KeyField> more = new ArrayList<>(fields);
        more.add(new KeyField(name, value));
        return of(more);
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws InvalidKeyException if the text is not the readable form of a key
     */
    public static BusinessKey parse(String readable) {
        List<KeyField> fields = new ArrayList<>();
        for (String part : readable.split(";", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw new InvalidKeyException("key", "must read name=value;name=value");
            }
            fields.add(new KeyField(part.substring(0, equals), unescape(part.substring(equals + 1))));
        }
        return of(fields);
    }

    @JsonValue
    public List<KeyField> fields() {
        return fields;
    }

    /**
     * The SHA-256 of the canonical form: a version byte, the number of fields, then each name and value as UTF-8 with its length
     * (32 bits) in front. Length prefixes make the form injective.
     */
    public byte[] sha256() {
        ByteArrayOutputStream canonical = new ByteArrayOutputStream(128);
        canonical.write(VERSION);
        canonical.write(fields.size());
        for (KeyField field : fields) {
            append(canonical, field.name());
            append(canonical, field.value());
        }
        return sha256(canonical.toByteArray());
    }

    /** The first eight bytes of the SHA-256 of one field's value: enough to find it by an index, to be compared in full afterwards. */
    public static byte[] valueHash(String value) {
        return Arrays.copyOf(sha256(value.getBytes(StandardCharsets.UTF_8)), 8);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static void append(ByteArrayOutputStream canonical, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        canonical.writeBytes(
                ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        canonical.writeBytes(bytes);
    }

    private static void check(KeyField field) {
        if (field.name() == null || !NAME.matcher(field.name()).matches()) {
            throw new InvalidKeyException(
                    "key",
                    "has a field name that is not a letter followed by up to " + (MAX_NAME_LENGTH - 1)
                            + " letters, digits, '_', '.' or '-'");
        }
        String at = "key." + field.name();
        String value = field.value();
        if (value == null || value.isEmpty() || value.length() > MAX_VALUE_LENGTH) {
            throw new InvalidKeyException(
                    at,
                    "must have 1 to " + MAX_VALUE_LENGTH + " characters; it has "
                            + (value == null ? 0 : value.length()));
        }
        if (Texts.hasControlCharacter(value)) {
            throw new InvalidKeyException(at, "must not contain control characters");
        }
        if (Texts.utf8Length(value) < 0) {
            throw new InvalidKeyException(at, "must not contain half of a surrogate pair");
        }
    }

    private static String escape(String value) {
        return value.replace("%", "%25").replace(";", "%3B").replace("=", "%3D");
    }

    private static String unescape(String value) {
        return value.replace("%3D", "=").replace("%3B", ";").replace("%25", "%");
    }

    /** The readable form, {@code merchantNo=M1;orderNo=1100}; {@code %}, {@code ;} and {@code =} in a value are written as {@code %25}, {@code %3B}, {@code %3D}. */
    @Override
    public String toString() {
        StringBuilder readable = new StringBuilder();
        for (KeyField field : fields) {
            if (!readable.isEmpty()) {
                readable.append(';');
            }
            readable.append(field.name()).append('=').append(escape(field.value()));
        }
        return readable.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BusinessKey key && fields.equals(key.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }
}

package io.reliablemessage.client.internal.idempotent;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/** Makes the forms in which results are kept: JSON, by the declared type with its type arguments. */
public record ResultForms(JsonMapper json) {
    private static final byte[] NOTHING = {'n', 'u', 'l', 'l'};

    /** {@code void} and everything that is JSON as it is. */
    ResultForm plain(ResolvableType type) {
        if (type.resolve() == void.class) {
            return new Void();
        }
        return new Json(json, javaType(type));
    }

    /** The type as Jackson knows it, with the variables resolved that the method's class binds. */
    public JavaType javaType(ResolvableType type) {
        if (type.isArray()) {
            return json.getTypeFactory().constructArrayType(javaType(type.getComponentType()));
        }
        JavaType[] arguments =
                Arrays.stream(type.getGenerics()).map(this::javaType).toArray(JavaType[]::new);
        return arguments.length == 0
                ? json.constructType(type.toClass())
                : json.getTypeFactory().constructParametricType(type.toClass(), arguments);
    }

    private record Json(JsonMapper json, JavaType type) implements ResultForm {
        @Override
        public byte[] write(@Nullable Object result) {
            return json.writerFor(type).writeValueAsBytes(result);
        }

        @Override
        public @Nullable Object read(byte[] stored) {
            return json.readValue(stored, type);
        }
    }

    private static final class Void implements ResultForm {
        @Override
        public byte[] write(@Nullable Object result) {
            return NOTHING.clone();
        }

        @Override
        public @Nullable Object read(byte[] stored) {
            return null;
        }
    }
}

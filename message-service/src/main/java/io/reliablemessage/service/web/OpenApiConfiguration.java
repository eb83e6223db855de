package io.reliablemessage.service.web;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the API describes itself. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {
    private static final String TOKEN = "token";

    static {
        SpringDocUtils.getConfig()
                .replaceWithSchema(
                        Duration.class, new StringSchema().format("duration").example("PT30S"));
    }

    @Bean
    OpenAPI reliableMessageApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Reliable Message")
                        .version("v1")
                        .description(
                                "A message exists if and only if the business transaction committed; every subscribed group takes "
                                        + "effect on it exactly once. Calls with lists answer 200 with one result per item; whatever "
                                        + "stops a whole call is an RFC 9457 problem."))
                .components(new Components()
                        .addSecuritySchemes(
                                TOKEN,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .description(
                                                "An application's token (rm_app_…), an administrator's (rm_admin_…) or a person's session (rm_session_…)"))
                        .addSchemas("Problem", problemSchema())
                        .addResponses(
                                "Problem",
                                new ApiResponse()
                                        .description("Why the call was refused, or that it failed")
                                        .content(new Content()
                                                .addMediaType(
                                                        "application/problem+json",
                                                        new MediaType()
                                                                .schema(new Schema<>()
                                                                        .$ref("#/components/schemas/Problem"))))))
                .addSecurityItem(new SecurityRequirement().addList(TOKEN));
    }

    private static Schema<?> problemSchema() {
        return new ObjectSchema()
                .properties(Map.of(
                        "type",
                        new StringSchema(),
                        "title",
                        new StringSchema(),
                        "status",
                        new IntegerSchema(),
                        "detail",
                        new StringSchema().description("A sentence; with a field, one without its subject"),
                        "instance",
                        new StringSchema(),
                        "field",
                        new StringSchema().description("The field at fault, such as messages[3].id"),
                        "code",
                        codeSchema(),
                        "id",
                        new StringSchema().description("What the call was about"),
                        "limit",
                        new Schema<Object>().description("The limit that was broken")));
    }

    private static Schema<String> codeSchema() {
        Schema<String> code = new StringSchema();
        code.setDescription("What it is about, for programs; left out where status and field say all");
        code.setEnum(Stream.of(ProblemCode.values()).map(ProblemCode::written).toList());
        return code;
    }

    @Bean
    OperationCustomizer problemResponse() {
        return (operation, method) -> {
            operation
                    .getResponses()
                    .addApiResponse("default", new ApiResponse().$ref("#/components/responses/Problem"));
            return operation;
        };
    }
}

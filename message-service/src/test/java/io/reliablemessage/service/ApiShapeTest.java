package io.reliablemessage.service;

import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.client.RestTestClient;

@ServiceTest
class ApiShapeTest {
    private final Api administrator;
    private final Api nobody;

    ApiShapeTest(RestTestClient http) {
        administrator = Api.administrator(http);
        nobody = administrator.as("");
    }

    @Test
    void describesItselfToEverybody() {
        nobody.get("/v3/api-docs")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.info.title")
                .isEqualTo("Reliable Message")
                .jsonPath("$.components.securitySchemes.token.scheme")
                .isEqualTo("bearer")
                .jsonPath("$.paths['/v1/topics/{topic}'].put.responses.default['$ref']")
                .isEqualTo("#/components/responses/Problem")
                .jsonPath("$.paths['/v1/client-configuration'].get.parameters")
                .doesNotExist();
        nobody.get("/swagger-ui/index.html").expectStatus().isOk();
    }
}

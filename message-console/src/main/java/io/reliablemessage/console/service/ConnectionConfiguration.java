package io.reliablemessage.console.service;

import java.net.http.HttpClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;

/** All connections of the console: none waits longer than the properties allow, none goes where it is redirected to. */
@Configuration(proxyBeanMethods = false)
class ConnectionConfiguration {
    @Bean
    ClientHttpRequestFactory connections(ConsoleProperties properties) {
        JdkClientHttpRequestFactory connections = new JdkClientHttpRequestFactory(HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(properties.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build());
        connections.setReadTimeout(properties.readTimeout());
        return connections;
    }
}

package io.reliablemessage.service.reconciliation;

import io.reliablemessage.service.application.ApplicationCatalog;
import io.reliablemessage.service.application.call.PermittedAddresses;
import io.reliablemessage.service.reconciliation.compare.ApplicationBooks;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ReconciliationProperties.class)
class ReconciliationConfiguration {

    @Bean
    ApplicationBooks applicationBooks(
            ApplicationCatalog applications, PermittedAddresses addresses, ReconciliationProperties properties) {
        return new ApplicationBooks(applications, addresses, properties.connectTimeout(), properties.responseTimeout());
    }
}

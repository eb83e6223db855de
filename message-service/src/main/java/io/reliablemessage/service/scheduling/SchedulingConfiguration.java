package io.reliablemessage.service.scheduling;

import java.util.List;
import java.util.Properties;
import javax.sql.DataSource;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;

@Configuration(proxyBeanMethods = false)
class SchedulingConfiguration {
    static final String SCHEDULER = "reliable-message";

    @Bean
    Node node(NodeProperties properties) {
        String name = properties.nodeName();
        return name == null || name.isBlank() ? Node.unnamed() : new Node(name);
    }

    @Bean
    TurnSlots turnSlots() {
        return new TurnSlots();
    }

    @Bean
    SignsOfWork signsOfWork(List<Duty> duties, JdbcSigns table, Duties bells) {
        return new SignsOfWork(duties, table, bells, System::nanoTime);
    }

    @Bean
    @DependsOnDatabaseInitialization
    SchedulerFactoryBean quartz(DataSource dataSource, Node node, Turns turns, TurnSlots slots) {
        SchedulerFactoryBean factory = new SchedulerFactoryBean();
        factory.setSchedulerName(SCHEDULER);
        factory.setExposeSchedulerInRepository(false);
        factory.setTaskExecutor(slots);
        factory.setJobFactory((fired, scheduler) -> new TurnJob(turns));
        factory.setQuartzProperties(quartzProperties(node, QuartzConnections.register(dataSource)));
        factory.setWaitForJobsToCompleteOnShutdown(true);
        return factory;
    }

    @Bean
    Heartbeat.Self self(Node node, ObjectProvider<BreakerState> breaker) {
        return new Heartbeat.Self(node.name(), () -> {
            BreakerState state = breaker.getIfAvailable();
            return state == null ? null : state.now();
        });
    }

    @Bean
    Heartbeat heartbeat(
            Heartbeat.Self self,
            JdbcNodes nodes,
            DutyRecords records,
            QuartzCluster cluster,
            SchedulingProperties properties) {
        return new Heartbeat(self, nodes, records, cluster, properties.heartbeat());
    }

    private static Properties quartzProperties(Node node, String connections) {
        Properties quartz = new Properties();
        quartz.setProperty("org.quartz.scheduler.instanceId", node.name());
        quartz.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        // How long a free slot may look past a trigger that another node gave back. A node without a free slot does not
        // look at all.
        quartz.setProperty("org.quartz.scheduler.idleWaitTime", "5000");
        quartz.setProperty("org.quartz.threadPool.class", TurnThreadPool.class.getName());
        quartz.setProperty("org.quartz.jobStore.class", JobStoreTX.class.getName());
        quartz.setProperty("org.quartz.jobStore.dataSource", connections);
        quartz.setProperty("org.quartz.jobStore.isClustered", "true");
        quartz.setProperty("org.quartz.jobStore.useProperties", "true");
        // Each takes six statements. A node that misses one is given up 7.5 seconds later.
        quartz.setProperty("org.quartz.jobStore.clusterCheckinInterval", "10000");
        return quartz;
    }
}

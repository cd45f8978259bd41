package com.shop;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.List;
import java.util.Map;

/** Sends spans and log records with everything the SDK can say; {@code broken} adds exceptions. */
final class Shop {
    private final Tracer tracer;
    private final Logger logger;

    private Shop(Tracer tracer, Logger logger) {
        this.tracer = tracer;
        this.logger = logger;
    }

    public static void main(String[] args) {
        var sdk = AutoConfiguredOpenTelemetrySdk.builder().disableShutdownHook().build().getOpenTelemetrySdk();
        try (sdk) {
            var tracer = sdk.getTracer("shop", "1.2.3");
            var logger = sdk.getSdkLoggerProvider().loggerBuilder("shop.log").setInstrumentationVersion("1.2.3").build();
            var shop = new Shop(tracer, logger);
            shop.beCalm();
            if (args.length > 0 && args[0].equals("broken")) shop.breakThings();
            sdk.getMeter("shop").counterBuilder("orders").build().add(3);
        }
    }

    private void beCalm() {
        var parent = tracer.spanBuilder("GET /calm").setSpanKind(SpanKind.SERVER).startSpan();
        try (Scope scope = parent.makeCurrent()) {
            parent.setAttribute("text", "größer 🎉 \"quoted\" \\ \0");
            parent.setAttribute("whole", Long.MAX_VALUE);
            parent.setAttribute("negative", Long.MIN_VALUE);
            parent.setAttribute("part", 0.1);
            parent.setAttribute("infinite", Double.POSITIVE_INFINITY);
            parent.setAttribute("yes", true);
            parent.setAttribute("no", false);
            parent.setAttribute("empty", "");
            parent.setAttribute(AttributeKey.stringArrayKey("texts"), List.of("a", "", "ü"));
            parent.setAttribute(AttributeKey.doubleArrayKey("parts"), List.of(1.5, -2.25));
            parent.setAttribute(AttributeKey.stringArrayKey("none"), List.of());
            parent.addEvent("looked", Attributes.builder().put("at", "the shelf").put("times", 3).build());
            var why = Attributes.builder().put("why", "self").build();
            var child = tracer.spanBuilder("child").setSpanKind(SpanKind.CLIENT).addLink(parent.getSpanContext(), why);
            child.startSpan().setStatus(StatusCode.OK).end();
            var list = Value.of(Value.of(1), Value.of("two"), Value.of(3.5), Value.of(true));
            logger.logRecordBuilder()
                    .setSeverity(Severity.INFO)
                    .setSeverityText("INFO")
                    .setBody(Value.of(Map.of("list", list, "bytes", Value.of(new byte[] {0, -1}))))
                    .setAttribute("event.kind", "calm")
                    .emit();
            logger.logRecordBuilder().setEventName("shop.opened").setBody("plain words").emit();
        } finally {
            parent.end();
        }
    }

    private void breakThings() {
        attempt("price", () -> Orders.priceOf(new String[0]));
        attempt("read", () -> Orders.readOrder("short"));
        try {
            Orders.readOrder("outside");
        } catch (RuntimeException error) {
            logException("start", error);
        }
    }

    private void attempt(String name, Runnable work) {
        Span span = tracer.spanBuilder(name).startSpan();
        try (Scope scope = span.makeCurrent()) {
            try {
                work.run();
            } catch (RuntimeException error) {
                span.recordException(error);
                span.setStatus(StatusCode.ERROR, error.getMessage());
                logException(name, error);
            }
        } finally {
            span.end();
        }
    }

    private void logException(String name, RuntimeException error) {
        logger.logRecordBuilder().setSeverity(Severity.ERROR).setBody(name + " failed").setException(error).emit();
    }
}

// Sends spans and log records with everything the SDK can say; `broken` adds exceptions.
package main

import (
	"context"
	stdlog "log"
	"math"
	"os"
	"runtime/debug"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/log"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

type shop struct {
	tracer trace.Tracer
	logger log.Logger
}

func main() {
	ctx := context.Background()
	spans, err := otlptracehttp.New(ctx)
	if err != nil {
		stdlog.Fatal(err)
	}
	records, err := otlploghttp.New(ctx)
	if err != nil {
		stdlog.Fatal(err)
	}
	traces := sdktrace.NewTracerProvider(sdktrace.WithBatcher(spans))
	logs := sdklog.NewLoggerProvider(sdklog.WithProcessor(sdklog.NewBatchProcessor(records)))
	s := shop{
		tracer: traces.Tracer("shop", trace.WithInstrumentationVersion("1.2.3")),
		logger: logs.Logger("shop.log", log.WithInstrumentationVersion("1.2.3")),
	}
	s.beCalm(ctx)
	if len(os.Args) > 1 && os.Args[1] == "broken" {
		s.attempt(ctx, "price", func() { priceOf(order{}) })
		s.attempt(ctx, "read", func() { readOrder(`{"order"`) })
		s.attemptAlone(ctx, "start", func() { readOrder("outside of every span") })
	}
	if err := traces.Shutdown(ctx); err != nil {
		stdlog.Fatal(err)
	}
	if err := logs.Shutdown(ctx); err != nil {
		stdlog.Fatal(err)
	}
}

func (s shop) beCalm(ctx context.Context) {
	ctx, parent := s.tracer.Start(ctx, "GET /calm", trace.WithSpanKind(trace.SpanKindServer))
	parent.SetAttributes(
		attribute.String("text", "größer 🎉 \"quoted\" \\ \x00"),
		attribute.Int64("whole", math.MaxInt64),
		attribute.Int64("negative", math.MinInt64),
		attribute.Float64("part", 0.1),
		attribute.Float64("infinite", math.Inf(1)),
		attribute.Bool("yes", true),
		attribute.Bool("no", false),
		attribute.String("empty", ""),
		attribute.StringSlice("texts", []string{"a", "", "ü"}),
		attribute.Float64Slice("parts", []float64{1.5, -2.25}),
		attribute.StringSlice("none", nil),
	)
	parent.AddEvent("looked", trace.WithAttributes(attribute.String("at", "the shelf"), attribute.Int("times", 3)))
	link := trace.Link{SpanContext: parent.SpanContext(), Attributes: []attribute.KeyValue{attribute.String("why", "self")}}
	_, child := s.tracer.Start(ctx, "child", trace.WithSpanKind(trace.SpanKindClient), trace.WithLinks(link))
	child.SetStatus(codes.Ok, "")
	child.End()
	var record log.Record
	record.SetSeverity(log.SeverityInfo)
	record.SetSeverityText("INFO")
	record.SetBody(attribute.MapValue(
		attribute.Slice("list", attribute.Int64Value(1), attribute.StringValue("two"), attribute.Float64Value(3.5), attribute.Value{}, attribute.BoolValue(true)),
		attribute.ByteSlice("bytes", []byte{0, 255}),
	))
	record.AddAttributes(attribute.String("event.kind", "calm"), attribute.Map("deep", attribute.Slice("still")))
	s.logger.Emit(ctx, record)
	var event log.Record
	event.SetEventName("shop.opened")
	event.SetBody(attribute.StringValue("plain words"))
	s.logger.Emit(ctx, event)
	parent.End()
}

func (s shop) attempt(ctx context.Context, name string, work func()) {
	ctx, span := s.tracer.Start(ctx, name)
	defer span.End()
	defer func() {
		if err, failed := recover().(error); failed {
			span.RecordError(err, trace.WithStackTrace(true))
			span.SetStatus(codes.Error, err.Error())
			s.logException(ctx, name, err)
		}
	}()
	work()
}

func (s shop) attemptAlone(ctx context.Context, name string, work func()) {
	defer func() {
		if err, failed := recover().(error); failed {
			s.logException(ctx, name, err)
		}
	}()
	work()
}

func (s shop) logException(ctx context.Context, name string, err error) {
	var record log.Record
	record.SetSeverity(log.SeverityError)
	record.SetBody(attribute.StringValue(name + " failed"))
	record.SetErr(err)
	record.AddAttributes(attribute.String("exception.stacktrace", string(debug.Stack())))
	s.logger.Emit(ctx, record)
}

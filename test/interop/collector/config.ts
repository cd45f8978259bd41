/** How a Collector sends; by default as its exporter does by default. */
export type CollectorExport = {
  readonly compression?: 'gzip' | 'none' | 'zstd';
  readonly encoding?: 'proto' | 'json';
  /** Without it a request is answered only when the next hop has answered. */
  readonly sendingQueue?: boolean;
};

export type CollectorPorts = CollectorExport & {
  /** Where it takes OTLP/HTTP, on 127.0.0.1. */
  readonly receivePort: number;
  /** Where it sends, such as `http://127.0.0.1:4318`. */
  readonly sendTo: string;
};

/** The Collector's configuration: OTLP/HTTP in, OTLP/HTTP out, no processors, the exporter's defaults otherwise. */
export function writeCollectorConfig({
  receivePort,
  sendTo,
  compression = 'gzip',
  encoding = 'proto',
  sendingQueue = true,
}: CollectorPorts): string {
  return `receivers:
  otlp:
    protocols:
      http:
        endpoint: 127.0.0.1:${receivePort}
exporters:
  otlp_http:
    endpoint: ${sendTo}
    compression: ${compression}
    encoding: ${encoding}
${sendingQueue ? '' : '    sending_queue:\n      enabled: false\n'}service:
  telemetry:
    metrics:
      level: none
  pipelines:
    traces: { receivers: [otlp], exporters: [otlp_http] }
    logs: { receivers: [otlp], exporters: [otlp_http] }
    metrics: { receivers: [otlp], exporters: [otlp_http] }
`;
}

import { parseFields } from '../otlp/protobuf-by-spec.ts';

/** An `ExportMetricsServiceRequest`, as far as the tests look at it. */
export type ReadMetrics = {
  readonly resource: Readonly<Record<string, string>>;
  /** By name; of each, its unit, its kind and its points, as `attribute=value …` → value. */
  readonly metrics: Readonly<Record<string, ReadMetric>>;
};

export type ReadMetric = {
  readonly unit: string;
  readonly kind: 'counter' | 'up-down counter' | 'gauge';
  readonly points: Readonly<Record<string, number>>;
};

/** Reads the protobuf encoding; field numbers are those of metrics.proto. */
export function readProtobufMetrics(body: Uint8Array): ReadMetrics {
  const [resourceMetrics] = all(body, 1);
  const [resource] = all(resourceMetrics, 1);
  const metrics = all(resourceMetrics, 2).flatMap((scope) => all(scope, 2));
  return {
    resource: readAttributes(resource, 1),
    metrics: Object.fromEntries(metrics.map((metric) => [text(metric, 1), readMetric(metric)])),
  };
}

function readMetric(metric: Uint8Array): ReadMetric {
  const [gauge] = all(metric, 5);
  const [sum] = all(metric, 7);
  const points = all(gauge ?? sum, 1).map((point) => {
    const attributes = Object.entries(readAttributes(point, 7)).map(([key, value]) => `${key}=${value}`);
    return [attributes.join(' '), readNumber(point)] as const;
  });
  const isMonotonic = sum !== undefined && parseFields(sum).some(({ number }) => number === 3);
  const kind = gauge !== undefined ? 'gauge' : isMonotonic ? 'counter' : 'up-down counter';
  return { unit: text(metric, 3), kind, points: Object.fromEntries(points) };
}

function readNumber(point: Uint8Array): number {
  const [asDouble, asInt] = [all(point, 4)[0], all(point, 6)[0]];
  if (asDouble !== undefined) return view(asDouble).getFloat64(0, true);
  return asInt === undefined ? Number.NaN : Number(view(asInt).getBigInt64(0, true));
}

function readAttributes(message: Uint8Array | undefined, field: number): Record<string, string> {
  return Object.fromEntries(all(message, field).map((pair) => [text(pair, 1), text(all(pair, 2)[0], 1)]));
}

function all(message: Uint8Array | undefined, field: number): readonly Uint8Array[] {
  if (message === undefined) return [];
  return parseFields(message)
    .filter(({ number }) => number === field)
    .map(({ content }) => content);
}

function text(message: Uint8Array | undefined, field: number): string {
  return Buffer.from(all(message, field)[0] ?? []).toString();
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

type JsonAttributes = readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
type JsonPoints = {
  readonly isMonotonic?: boolean;
  readonly dataPoints: readonly {
    readonly attributes?: JsonAttributes;
    readonly asInt?: string | number;
    readonly asDouble?: number;
  }[];
};
type JsonRequest = {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes: JsonAttributes };
    readonly scopeMetrics: readonly {
      readonly metrics: readonly {
        readonly name: string;
        readonly unit: string;
        readonly sum?: JsonPoints;
        readonly gauge?: JsonPoints;
      }[];
    }[];
  }[];
};

/** Reads the JSON encoding. */
export function readJsonMetrics(body: Uint8Array): ReadMetrics {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what it is not fails the test
  const { resourceMetrics } = JSON.parse(Buffer.from(body).toString()) as JsonRequest;
  const metrics = resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((one) => one.metrics));
  return {
    resource: toRecord(resourceMetrics[0]?.resource.attributes),
    metrics: Object.fromEntries(
      metrics.map(({ name, unit, sum, gauge }) => [name, { unit, ...readJsonPoints(sum, gauge) }]),
    ),
  };
}

function readJsonPoints(
  sum: JsonPoints | undefined,
  gauge: JsonPoints | undefined,
): Omit<ReadMetric, 'unit'> {
  const points = (gauge ?? sum)?.dataPoints.map(({ attributes, asInt, asDouble }) => {
    const pairs = Object.entries(toRecord(attributes)).map(([key, value]) => `${key}=${value}`);
    return [pairs.join(' '), asDouble ?? Number(asInt)] as const;
  });
  const kind = gauge !== undefined ? 'gauge' : sum?.isMonotonic === true ? 'counter' : 'up-down counter';
  return { kind, points: Object.fromEntries(points ?? []) };
}

function toRecord(attributes: JsonAttributes = []): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? '']));
}

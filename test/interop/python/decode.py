"""Reads OTLP requests with Google's own protobuf runtime and the released OTLP messages.

Takes lines of {"path", "json", "body": base64}; gives for each a line with the message, in which all encodings of the
same data look alike. A field that the released messages do not know is an error: nothing may go unseen.
"""

import base64
import json
import sys

from google.protobuf import json_format, unknown_fields
from google.protobuf.descriptor import FieldDescriptor
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

REQUESTS = {
    "/v1/traces": ExportTraceServiceRequest,
    "/v1/logs": ExportLogsServiceRequest,
    "/v1/metrics": ExportMetricsServiceRequest,
}
# OTLP/JSON writes these in hexadecimal, where the JSON mapping of protobuf has base64.
IDS = ("traceId", "spanId", "parentSpanId")


def decode(path, is_json, body):
    if is_json:
        return json_format.ParseDict(to_base64_ids(json.loads(body)), REQUESTS[path]())
    message = REQUESTS[path].FromString(body)
    refuse_unknown(message)
    return message


def to_base64_ids(value):
    if isinstance(value, list):
        return [to_base64_ids(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: base64.b64encode(bytes.fromhex(item)).decode() if key in IDS else to_base64_ids(item)
        for key, item in value.items()
    }


def refuse_unknown(message):
    if len(unknown_fields.UnknownFieldSet(message)) > 0:
        raise ValueError(f"unknown fields in {message.DESCRIPTOR.full_name}")
    for field, value in message.ListFields():
        if field.type == FieldDescriptor.TYPE_MESSAGE:
            for part in value if field.is_repeated else [value]:
                refuse_unknown(part)


for line in sys.stdin:
    request = json.loads(line)
    message = decode(request["path"], request["json"], base64.b64decode(request["body"]))
    print(json.dumps(json_format.MessageToDict(message)))

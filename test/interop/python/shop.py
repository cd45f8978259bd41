"""Sends spans and log records with everything the SDK can say; `broken` adds exceptions."""

import logging
import sys

from opentelemetry import trace
from opentelemetry._logs import SeverityNumber, get_logger
from opentelemetry.sdk._configuration import _OTelSDKConfigurator
from opentelemetry.sdk._logs import LoggingHandler
from opentelemetry.trace import Link, SpanKind, Status, StatusCode

from orders import price_of, read_order

_OTelSDKConfigurator().configure()
logging.getLogger("shop.handler").addHandler(LoggingHandler())
tracer = trace.get_tracer("shop", "1.2.3", schema_url="https://opentelemetry.io/schemas/1.40.0")
logger = get_logger("shop.log", "1.2.3")


def be_calm():
    with tracer.start_as_current_span("GET /calm", kind=SpanKind.SERVER) as parent:
        parent.set_attributes(
            {
                "text": 'größer 🎉 "quoted" \\ \0',
                "whole": 2**63 - 1,
                "negative": -(2**63),
                "part": 0.1,
                "infinite": float("inf"),
                "yes": True,
                "no": False,
                "empty": "",
                "texts": ["a", "", "ü"],
                "parts": [1.5, -2.25],
                "none": [],
            }
        )
        parent.add_event("looked", {"at": "the shelf", "times": 3})
        links = [Link(parent.get_span_context(), {"why": "self"})]
        child = tracer.start_span("child", kind=SpanKind.CLIENT, links=links)
        child.set_status(Status(StatusCode.OK))
        child.end()
        logger.emit(
            severity_number=SeverityNumber.INFO,
            severity_text="INFO",
            body={"nested": {"list": [1, "two", 3.5, None, True], "bytes": b"\0\xff"}},
            attributes={"event.kind": "calm", "deep": {"er": {"still": []}}},
        )
        logger.emit(event_name="shop.opened", body="plain words")


def attempt(name, work):
    with tracer.start_as_current_span(name) as span:
        try:
            work()
        except Exception as error:
            span.record_exception(error)
            span.set_status(Status(StatusCode.ERROR, str(error)))
            logging.getLogger("shop.handler").error("%s failed", name, exc_info=error)


be_calm()
if "broken" in sys.argv:
    attempt("price", lambda: price_of({}))
    attempt("read", lambda: read_order('{"order"'))
    try:
        read_order("outside of every span")
    except ValueError as error:
        logger.emit(severity_number=SeverityNumber.ERROR, body="start failed", exception=error)
trace.get_tracer_provider().shutdown()

"""JSON text of any Python value by the rules of simplejson as the official client sets it up; complete, not fast."""
import decimal
import math

from _json import encode_basestring, encode_basestring_ascii


def encode(value, raw_unicode):
    pieces = []
    _Encoder(pieces.append, encode_basestring if raw_unicode else encode_basestring_ascii).write(value)
    return "".join(pieces)


def _float_text(value):
    if math.isfinite(value):
        return float.__repr__(value)
    return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"


class _Encoder:
    def __init__(self, put, quote):
        self.put, self.quote, self.open = put, quote, set()

    def write(self, value):
        text = self.scalar_text(value)
        if text is not None:
            self.put(text)
            return
        if id(value) in self.open:
            raise ValueError("Circular reference detected")
        self.open.add(id(value))
        if callable(getattr(value, "_asdict", None)) and not isinstance(value, type):
            as_dict = value._asdict()
            if not isinstance(as_dict, dict):
                raise TypeError("_asdict() must return a dict, not " + type(as_dict).__name__)
            self.write_object(as_dict)
        elif isinstance(value, (list, tuple)):
            self.write_array(value)
        elif isinstance(value, dict):
            self.write_object(value)
        else:
            raise TypeError("Object of type " + type(value).__name__ + " is not JSON serializable")
        self.open.discard(id(value))

    def scalar_text(self, value):
        if value is None:
            return "null"
        if value is True:
            return "true"
        if value is False:
            return "false"
        if isinstance(value, str):
            return self.quote(value)
        if isinstance(value, bytes):
            return self.quote(str(value, "utf-8"))
        if isinstance(value, int):
            return int.__repr__(value)
        if isinstance(value, float):
            return _float_text(value)
        if isinstance(value, decimal.Decimal):
            return "NaN" if value.is_nan() else str(value)
        return None

    def write_array(self, values):
        separator = "["
        for value in values:
            self.put(separator)
            separator = ", "
            self.write(value)
        self.put("]" if separator == ", " else "[]")

    def write_object(self, items):
        separator = "{"
        for key, value in items.items():
            self.put(separator)
            separator = ", "
            self.put(self.key_text(key))
            self.put(": ")
            self.write(value)
        self.put("}" if separator == ", " else "{}")

    def key_text(self, key):
        if key is None or isinstance(key, (str, bytes)):
            return self.scalar_text(key) if key is not None else '"null"'
        if isinstance(key, (int, float)):
            return '"' + self.scalar_text(key) + '"'
        raise TypeError("keys must be str, int, float, bool or None, not " + type(key).__name__)

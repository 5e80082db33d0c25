"""Where functions find FaultException on Lambda."""
from .lambda_runtime_marshaller import FaultException

__all__ = ["FaultException"]

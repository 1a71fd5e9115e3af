"""The connector to the stand-in for the ministry's database (``hotich.sandbox``)."""

from hotich.delivery.connectors.sandbox.client import SandboxConnector

__all__ = ["SandboxConnector"]

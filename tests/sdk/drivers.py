"""The official SDKs behind one small interface."""

import importlib
import json
import re

from alibabacloud_dataworks_public20200518 import models
from alibabacloud_dataworks_public20200518.client import Client
from alibabacloud_tea_openapi.client import Client as OpenApi
from alibabacloud_tea_openapi.models import Config, OpenApiRequest, Params
from aliyunsdkcore.auth.credentials import AccessKeyCredential, StsTokenCredential
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest
from darabonba.runtime import RuntimeOptions


def snake_case(name):
    """``GetDISyncTask`` as the SDK's method name, ``get_disync_task``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


class CurrentV3:
    """The current SDK with its default signature."""

    scheme = "V3"
    signature_algorithm = None

    def __init__(self, authority, key_id, key_secret, token=None):
        config = Config(
            access_key_id=key_id,
            access_key_secret=key_secret,
            security_token=token,
            endpoint=authority,
            protocol="http",
            signature_algorithm=self.signature_algorithm,
        )
        self.client = Client(config)
        self.sts = OpenApi(config)

    def call(self, action, **parameters):
        """Calls an operation and gives the body of the answer."""
        request = getattr(models, f"{action}Request")().from_map(parameters)
        return getattr(self.client, snake_case(action))(request).to_map()["body"]

    def identity(self):
        """Asks STS whose key it is."""
        params = Params(
            action="GetCallerIdentity",
            version="2015-04-01",
            protocol="HTTP",
            method="POST",
            auth_type="AK",
            style="RPC",
            pathname="/",
            req_body_type="json",
            body_type="json",
        )
        return self.sts.call_api(params, OpenApiRequest(), RuntimeOptions())["body"]


class CurrentV1(CurrentV3):
    """The current SDK with the older signature."""

    scheme = "V1"
    signature_algorithm = "v2"


class Older:
    """The SDK of the generation before."""

    scheme = "V1"

    def __init__(self, authority, key_id, key_secret, token=None):
        self.host, port = authority.split(":")
        credential = StsTokenCredential(key_id, key_secret, token) if token else AccessKeyCredential(key_id, key_secret)
        self.client = AcsClient(region_id="cn-shanghai", port=int(port), credential=credential)

    def call(self, action, **parameters):
        """Calls an operation and gives the body of the answer."""
        module = importlib.import_module(f"aliyunsdkdataworks_public.request.v20200518.{action}Request")
        request = getattr(module, f"{action}Request")()
        request.set_endpoint(self.host)
        request.set_accept_format("JSON")
        request.set_protocol_type("http")
        for name, value in parameters.items():
            getattr(request, f"set_{name}")(value)
        return json.loads(self.client.do_action_with_exception(request))

    def identity(self):
        """Asks STS whose key it is."""
        request = CommonRequest(domain=self.host, version="2015-04-01", action_name="GetCallerIdentity")
        request.set_accept_format("JSON")
        request.set_protocol_type("http")
        request.set_method("POST")
        return json.loads(self.client.do_action_with_exception(request))


ALL = [CurrentV3, CurrentV1, Older]

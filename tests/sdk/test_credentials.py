"""The official credentials library gets temporary credentials of the simulator.

``sts_requests.json`` lists what it sends. The tests of the operator hold its own requests against the same list.
"""

import base64
import json
import pathlib
import time

import pytest
from alibabacloud_credentials.exceptions import CredentialException
from alibabacloud_credentials.provider.ecs_ram_role import EcsRamRoleCredentialsProvider
from alibabacloud_credentials.provider.oidc import OIDCRoleArnCredentialsProvider
from alibabacloud_credentials.provider.ram_role_arn import RamRoleArnCredentialsProvider
from Tea.core import TeaCore

import drivers

ROLE = "acs:ram::1000000000000001:role/dataworks"
PROVIDER = "acs:ram::1000000000000001:oidc-provider/ack"
SESSION = "dataworks-operator"
SENT = json.loads(pathlib.Path(__file__).with_name("sts_requests.json").read_text())


@pytest.fixture
def sts(simulator, monkeypatch):
    """The simulator with a role, which the library reaches without TLS."""
    do_action = TeaCore.do_action

    def plainly(request, runtime):
        request.protocol = "http"
        return do_action(request, runtime)

    monkeypatch.setattr(TeaCore, "do_action", plainly)
    role = {"roleName": "dataworks", "externalId": "partner-7", "oidcProvider": PROVIDER, "issuer": "https://ack"}
    simulator.admin("PUT", "roles", role)
    return simulator


def check_sent(simulator, action):
    """Holds the one call of this operation against the list."""
    (call,) = simulator.admin("GET", f"calls?action={action}")
    assert call["outcome"] == "success"
    assert call["parameters"] == SENT[action]["parameters"]
    assert sorted(call["protocol"]) == SENT[action]["protocol"]


def check_good(simulator, credentials):
    """Credentials are good for DataWorks, and end in time."""
    driver = drivers.CurrentV3(
        simulator.authority,
        credentials.get_access_key_id(),
        credentials.get_access_key_secret(),
        credentials.get_security_token(),
    )
    assert driver.call("ListFiles", ProjectId=10000)["Success"] is True
    assert driver.identity()["IdentityType"] == "AssumedRoleUser"


def test_a_role_is_assumed(sts):
    key = {"accessKeyId": "STS.base", "accessKeySecret": "s", "securityToken": "t", "userName": "base"}
    sts.admin("PUT", "keys", key)
    provider = RamRoleArnCredentialsProvider(
        access_key_id="STS.base",
        access_key_secret="s",
        security_token="t",
        role_arn=ROLE,
        role_session_name=SESSION,
        external_id="partner-7",
        sts_endpoint=sts.authority,
    )
    check_good(sts, provider.get_credentials())
    check_sent(sts, "AssumeRole")


def token(**more):
    """A token of a ServiceAccount, whose signature nobody looks at."""
    claims = {"iss": "https://ack", "sub": "sa", "aud": ["sts.aliyuncs.com"], "exp": int(time.time()) + 600} | more
    encode = lambda part: base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
    return f"{encode({})}.{encode(claims)}.{encode('')}"


def oidc_provider(sts, path):
    """The library's provider for a token file."""
    return OIDCRoleArnCredentialsProvider(
        role_arn=ROLE,
        oidc_provider_arn=PROVIDER,
        oidc_token_file_path=str(path),
        role_session_name=SESSION,
        sts_endpoint=sts.authority,
    )


def test_a_token_is_traded(sts, tmp_path):
    path = tmp_path / "token"
    path.write_text(token())
    check_good(sts, oidc_provider(sts, path).get_credentials())
    check_sent(sts, "AssumeRoleWithOIDC")


def test_a_token_for_somebody_else_is_refused(sts, tmp_path):
    path = tmp_path / "token"
    path.write_text(token(aud="kubernetes"))
    with pytest.raises(CredentialException, match="AuthenticationFail.OIDCToken.AudienceNotMatch"):
        oidc_provider(sts, path).get_credentials()


@pytest.mark.parametrize("tokens", ["optional", "required", "absent"])
def test_the_role_of_the_node(sts, tokens):
    sts.admin("PATCH", "behaviour", {"metadata": {"role": "worker", "tokens": tokens}})
    provider = EcsRamRoleCredentialsProvider(async_update_enabled=False)
    provider._EcsRamRoleCredentialsProvider__metadata_service_host = sts.authority
    check_good(sts, provider.get_credentials())

"""The official SDKs ask STS, which the simulator has on the same socket, whose key they have."""

from conftest import KEY_ID


def test_the_account_of_the_key(simulator, driver):
    answer = driver.identity()
    assert answer["AccountId"] == "1000000000000001"
    assert answer["IdentityType"] == "Account"
    call = simulator.admin("GET", "calls")[-1]
    assert call["accessKeyId"] == KEY_ID
    assert (call["action"], call["signature"], call["outcome"]) == ("GetCallerIdentity", driver.scheme, "success")

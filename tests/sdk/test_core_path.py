"""The official SDKs drive the simulator through the life of a task."""

import json

import pytest
from aliyunsdkcore.acs_exception.exceptions import ServerException
from darabonba.exceptions import DaraException

from conftest import KEY_ID, KEY_SECRET

PROJECT = 10000
REALTIME = {"ProjectId": PROJECT, "TaskType": "DI_REALTIME"}
NAME = "订单 *~+ sync=1&2 é"
SETTINGS = {"FileFolderPath": "业务流程/订单 同步/数据集成", "ResourceGroup": "S_res_group_1_2"}

# What each SDK raises for an error answer.
SDK_ERRORS = (DaraException, ServerException)


def script(tables=("orders",), source="orders_db", name=NAME):
    """A short script from MySQL to Hologres."""
    infos = [{"table": table} for table in tables]
    connection = {
        "datasourceType": "mysql",
        "datasource": source,
        "selectedTables": [{"dbName": "shop", "schema": [{"tableInfos": infos}]}],
    }
    return json.dumps(
        {
            "type": "realtime",
            "version": "1.0",
            "setting": {"resourceGroup": "S_res_group_1_2", "taskType": "oneclick_to_holo", "name": name},
            "steps": [
                {
                    "stepType": "mysql",
                    "name": "Reader",
                    "category": "reader",
                    "parameter": {"connection": [connection]},
                },
                {
                    "stepType": "holo",
                    "name": "Writer",
                    "category": "writer",
                    "parameter": {"datasource": "dw_holo"},
                },
            ],
        },
        ensure_ascii=False,
    )


def generate(driver, text):
    """Generates a configuration and gives it."""
    started = driver.call("GenerateDISyncTaskConfigForCreating", TaskParam=text, **REALTIME)
    assert started["Success"] is True
    assert started["Data"]["Status"] == "success"
    process = started["Data"]["ProcessId"]
    result = driver.call("QueryDISyncTaskConfigProcessResult", AsyncProcessId=process, **REALTIME)
    assert result["Data"]["Status"] == "success"
    return result["Data"]["TaskContent"]


def create(driver, content, name=NAME):
    """Creates a task and gives its FileId."""
    created = driver.call(
        "CreateDISyncTask",
        TaskName=name,
        TaskContent=content,
        TaskParam=json.dumps(SETTINGS, ensure_ascii=False),
        **REALTIME,
    )
    assert created["Data"]["Status"] == "success"
    return created["Data"]["FileId"]


def listed(driver, name=NAME):
    """Finds tasks by their name."""
    return driver.call("ListFiles", ProjectId=PROJECT, ExactFileName=name)["Data"]


def error_code(driver, action, **parameters):
    """The code of the error that a call must raise."""
    with pytest.raises(SDK_ERRORS) as raised:
        driver.call(action, **parameters)
    error = raised.value
    return error.get_error_code() if isinstance(error, ServerException) else error.code


def test_life_of_a_task(simulator, driver):
    content = generate(driver, script())
    assert json.loads(content)["extend"]["name"] == NAME
    file_id = create(driver, content)

    found = listed(driver)
    assert found["TotalCount"] == 1
    file = found["Files"][0]
    assert (file["FileId"], file["FileName"], file["FileType"]) == (file_id, NAME, 900)

    read = driver.call("GetDISyncTask", FileId=file_id, **REALTIME)
    assert read["Data"]["Code"] == content

    stored = simulator.admin("GET", "state")["workspaces"][str(PROJECT)]["tasks"]
    assert [(task["name"], task["content"], task["folder"]) for task in stored] == [
        (NAME, content, SETTINGS["FileFolderPath"])
    ]

    deleted = driver.call("DeleteDISyncTask", FileId=file_id, **REALTIME)
    assert deleted["Data"]["Status"] == "success"
    assert listed(driver)["TotalCount"] == 0

    calls = simulator.admin("GET", "calls")
    assert {call["signature"] for call in calls} == {driver.scheme}
    assert {call["outcome"] for call in calls} == {"success"}
    sent = next(call for call in calls if call["action"] == "CreateDISyncTask")
    assert (sent["origins"]["TaskContent"], sent["origins"]["TaskName"]) == ("body", "query")


def test_an_offline_task(driver):
    offline = {"ProjectId": PROJECT, "TaskType": "DI_OFFLINE"}
    steps = [
        {"stepType": "mysql", "category": "reader", "name": "Reader", "parameter": {"datasource": "orders_db"}},
        {"stepType": "odps", "category": "writer", "name": "Writer", "parameter": {"datasource": "dw"}},
    ]
    content = json.dumps({"type": "job", "version": "2.0", "steps": steps})
    created = driver.call("CreateDISyncTask", TaskName="batch", TaskContent=content, TaskParam="{}", **offline)
    file_id = created["Data"]["FileId"]
    assert listed(driver, "batch")["Files"][0]["FileType"] == 23
    assert driver.call("DeleteFile", ProjectId=PROJECT, FileId=file_id)["Success"] is True
    assert listed(driver, "batch")["TotalCount"] == 0


def test_a_business_failure_is_not_an_exception(driver):
    text = script(source="nowhere")
    refused = driver.call("GenerateDISyncTaskConfigForCreating", TaskParam=text, **REALTIME)
    assert refused["Success"] is True
    assert refused["Data"]["Status"] == "fail"
    assert refused["Data"]["Message"] == "datasource:[nowhere] is invalid."


def test_a_taken_name_is_an_exception(driver):
    content = generate(driver, script())
    create(driver, content)
    parameters = {"TaskName": NAME, "TaskContent": content, "TaskParam": "{}", **REALTIME}
    assert error_code(driver, "CreateDISyncTask", **parameters) == "Invalid.DI.Parameter.File.Existed"


def test_a_wrong_secret_is_an_exception(simulator, driver_class):
    driver = driver_class(simulator.authority, KEY_ID, KEY_SECRET + "x")
    code = error_code(driver, "ListFiles", ProjectId=PROJECT)
    # The older SDK renames the error when the server's string to sign equals its own, which proves that it does.
    assert code == ("InvalidAccessKeySecret" if driver_class.__name__ == "Older" else "SignatureDoesNotMatch")


def test_an_unknown_key_is_an_exception(simulator, driver_class):
    driver = driver_class(simulator.authority, "LTAI5tUnknown", KEY_SECRET)
    assert error_code(driver, "ListFiles", ProjectId=PROJECT) == "InvalidAccessKeyId.NotFound"


def test_temporary_credentials(simulator, driver_class):
    key = {"accessKeyId": "STS.test", "accessKeySecret": "s", "securityToken": "CAIS+test/token==~*"}
    simulator.admin("PUT", "keys", key)
    driver = driver_class(simulator.authority, "STS.test", "s", key["securityToken"])
    assert listed(driver)["TotalCount"] == 0
    simulator.admin("PUT", "keys", {**key, "expiresAt": "2020-01-01T00:00:00Z"})
    assert error_code(driver, "ListFiles", ProjectId=PROJECT) == "InvalidSecurityToken.Expired"


def test_throttling_is_an_exception(simulator, driver):
    simulator.admin("POST", "faults", {"kind": "throttle429", "retryAfterMs": 10})
    assert error_code(driver, "ListFiles", ProjectId=PROJECT) == "Throttling.User"
    assert listed(driver)["TotalCount"] == 0


def test_a_repeated_token_creates_nothing(simulator, driver):
    token = {"ClientToken": "3f1e9c52-7a64-4d0b-8e21-9b5d6c7a8f90"}
    call = {"TaskParam": script(), **REALTIME, **token}
    first, second = (driver.call("GenerateDISyncTaskConfigForCreating", **call) for _ in range(2))
    assert first["Data"] == second["Data"]
    assert first["RequestId"] != second["RequestId"]
    assert len(simulator.admin("GET", "state")["processes"]) == 1


def test_a_large_script(driver):
    tables = [f"orders_{number:05}_表" for number in range(400)]
    content = generate(driver, script(tables))
    # The configuration is several times the script and goes into the body.
    assert len(content) > 50_000
    file_id = create(driver, content)
    assert driver.call("GetDISyncTask", FileId=file_id, **REALTIME)["Data"]["Code"] == content

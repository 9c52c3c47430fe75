"""The official SDKs drive the simulator through everything that can be done with a task after it was created."""

import json

import pytest

from test_core_path import NAME, PROJECT, REALTIME, create, generate, listed, script

OFFLINE = {"ProjectId": PROJECT, "TaskType": "DI_OFFLINE"}
SOLUTION = {"ProjectId": PROJECT, "TaskType": "DI_SOLUTION"}
START = {
    "failoverLimit": {"count": 10, "interval": 30},
    "errorLimit": {"record": 0},
    "ddlMarkMap": {"ADDCOLUMN": "NORMAL", "DROPTABLE": "IGNORE"},
}


@pytest.fixture(autouse=True)
def slow(simulator):
    """Every transition is seen once before it is over."""
    look = {"looks": 1}
    changes = {
        "instance": {"start": look, "stop": look},
        "solution": {"running": look},
        "deployment": look,
    }
    simulator.admin("PATCH", "behaviour", changes)


def act(driver, action, file_id, **more):
    """Does something to the real-time task."""
    done = driver.call(action, FileId=file_id, **more, **REALTIME)
    assert done["Success"] is True
    assert done["Data"]["Status"] == "success", done


def look(driver, file_id):
    """The run state of the real-time task."""
    data = driver.call("GetDISyncInstanceInfo", FileId=file_id, **REALTIME)["Data"]
    assert data["Name"] == NAME
    return data["Status"]


def start(driver, file_id):
    """Starts the task and sees it run."""
    act(driver, "StartDISyncInstance", file_id, StartParam=json.dumps(START))
    assert [look(driver, file_id) for _ in range(2)] == ["WAIT", "RUN"]


def stop(driver, file_id):
    """Stops the task and sees it rest."""
    act(driver, "StopDISyncInstance", file_id)
    assert [look(driver, file_id) for _ in range(2)] == ["KILLING", "PAUSE"]


def test_a_realtime_task(simulator, driver):
    file_id = create(driver, generate(driver, script(["orders"])))
    assert look(driver, file_id) == "NORUN"
    act(driver, "DeployDISyncTask", file_id)
    assert listed(driver)["Files"][0]["CommitStatus"] == 1
    start(driver, file_id)

    tables = {"connection": [{"table": ["orders", "order_items"]}]}
    partial = {"steps": [{"name": "Reader", "category": "reader", "parameter": tables}]}
    started = driver.call(
        "GenerateDISyncTaskConfigForUpdating", TaskId=file_id, TaskParam=json.dumps(partial), **REALTIME
    )
    process = started["Data"]["ProcessId"]
    result = driver.call("QueryDISyncTaskConfigProcessResult", AsyncProcessId=process, **REALTIME)
    content = result["Data"]["TaskContent"]
    # The same as if the whole script had been generated anew.
    assert content == generate(driver, script(["orders", "order_items"]))
    resources = json.dumps({"ResourceGroup": "S_res_group_1_2", "Cu": 1.5})
    act(driver, "UpdateDISyncTask", file_id, TaskContent=content, TaskParam=resources)
    assert driver.call("GetDISyncTask", FileId=file_id, **REALTIME)["Data"]["Code"] == content

    act(driver, "DeployDISyncTask", file_id)
    stop(driver, file_id)
    start(driver, file_id)
    (task,) = simulator.admin("GET", "state")["workspaces"][str(PROJECT)]["tasks"]
    assert (task["version"], task["deployedVersion"], task["runningVersion"], task["cu"]) == (2, 2, 2, 1.5)
    assert json.loads(task["startParam"]) == START

    refused = driver.call("DeleteDISyncTask", FileId=file_id, **REALTIME)
    assert refused["Data"]["Status"] == "fail"
    stop(driver, file_id)
    act(driver, "TerminateDISyncInstance", file_id)
    assert look(driver, file_id) == "NORUN"
    act(driver, "DeleteDISyncTask", file_id)
    assert listed(driver)["TotalCount"] == 0
    gone = driver.call("GetDISyncInstanceInfo", FileId=file_id, **REALTIME)["Data"]
    assert (gone["Status"], gone["Message"]) == ("fail", f"fileId[{file_id}] is invalid")


def deployed(driver, deployment_id):
    """Watches a deployment to its end and gives it."""
    call = {"ProjectId": PROJECT, "DeploymentId": deployment_id}
    seen = [driver.call("GetDeployment", **call)["Data"] for _ in range(2)]
    assert [data["Deployment"]["Status"] for data in seen] == [0, 1]
    return seen[-1]


def test_an_offline_task(driver):
    steps = [
        {"stepType": "mysql", "category": "reader", "name": "Reader", "parameter": {"datasource": "orders_db"}},
        {"stepType": "odps", "category": "writer", "name": "Writer", "parameter": {"datasource": "dw"}},
    ]
    content = json.dumps({"type": "job", "version": "2.0", "steps": steps})
    created = driver.call("CreateDISyncTask", TaskName="batch", TaskContent=content, TaskParam="{}", **OFFLINE)
    file = {"ProjectId": PROJECT, "FileId": created["Data"]["FileId"]}
    schedule = {"CronExpress": "00 30 05 * * ?", "CycleType": "DAY", "RerunMode": "ALL_ALLOWED", "ParaValue": "a=1"}
    assert driver.call("UpdateFile", InputList="shop_root", **schedule, **file)["Success"] is True
    read = driver.call("GetFile", **file)["Data"]
    assert read["File"]["Content"] == content
    node = read["NodeConfiguration"]
    assert {name: node[name] for name in schedule} == schedule
    assert node["InputList"] == [{"Input": "shop_root"}]

    submitted = deployed(driver, driver.call("SubmitFile", **file)["Data"])
    assert submitted["DeployedItems"] == [{"FileId": file["FileId"], "FileVersion": 2, "Status": 1}]
    assert driver.call("GetFile", **file)["Data"]["File"]["CommitStatus"] == 1
    deployed(driver, driver.call("DeployFile", **file)["Data"])
    deleted = driver.call("DeleteFile", **file)
    deployed(driver, deleted["DeploymentId"])
    assert listed(driver, "batch")["TotalCount"] == 0


def test_a_deployment_that_fails(simulator, driver):
    simulator.admin("PATCH", "behaviour", {"deployment": {"looks": 0, "fails": ["submit"], "message": "no parent"}})
    made = simulator.admin("POST", "tasks", {"name": "batch", "type": "DI_OFFLINE"})
    submitted = driver.call("SubmitFile", ProjectId=PROJECT, FileId=made["fileId"])
    seen = driver.call("GetDeployment", ProjectId=PROJECT, DeploymentId=submitted["Data"])["Data"]["Deployment"]
    assert (seen["Status"], seen["ErrorMessage"]) == (2, "no parent")
    early = driver.call("DeployFile", ProjectId=PROJECT, FileId=made["fileId"])
    assert (early["Success"], early["HttpStatusCode"]) == (False, 400)


def test_a_solution(driver):
    started = driver.call("GenerateDISyncTaskConfigForCreating", TaskParam=script(), **SOLUTION)
    process = started["Data"]["ProcessId"]
    result = driver.call("QueryDISyncTaskConfigProcessResult", AsyncProcessId=process, **SOLUTION)
    content = result["Data"]["TaskContent"]
    created = driver.call("CreateDISyncTask", TaskName="all", TaskContent=content, TaskParam="{}", **SOLUTION)
    file = {"FileId": created["Data"]["FileId"], **SOLUTION}
    assert driver.call("DeployDISyncTask", **file)["Data"]["Status"] == "success"
    assert driver.call("GetDISyncTask", **file)["Data"]["SolutionDetail"]["Status"] == "4"
    assert driver.call("StartDISyncInstance", **file)["Data"]["Status"] == "success"
    digits = [driver.call("GetDISyncTask", **file)["Data"]["SolutionDetail"]["Status"] for _ in range(3)]
    assert digits == ["8", "2", "0"]
    info = driver.call("GetDISyncInstanceInfo", **file)["Data"]
    assert (info["Status"], info["SolutionInfo"]["Status"]) == ("success", "success")
    assert info["SolutionInfo"]["Id"] == file["FileId"]

package main

import (
	"context"
	"fmt"
	"os"
	"time"

	lua "github.com/yuin/gopher-lua"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// Checks are the health checks of an argocd-cm, by their keys.
type Checks map[string]string

func readChecks(file string) (Checks, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var configMap struct {
		Data Checks `json:"data"`
	}
	err = yaml.Unmarshal(text, &configMap)
	return configMap.Data, err
}

// What Argo CD gives a health check to work with: neither strings nor mathematics nor the system. The first has to be
// there for the others.
var libraries = []struct {
	name string
	open lua.LGFunction
}{
	{lua.LoadLibName, lua.OpenPackage},
	{lua.BaseLibName, lua.OpenBase},
	{lua.TabLibName, lua.OpenTable},
}

// health runs the check for the kind of a resource, as Argo CD does.
func (checks Checks) health(resource *unstructured.Unstructured) (*Verdict, error) {
	if resource.GetDeletionTimestamp() != nil {
		// Argo CD asks no check about a resource that goes.
		return &Verdict{"Progressing", "Pending deletion"}, nil
	}
	kind := resource.GroupVersionKind()
	key := fmt.Sprintf("resource.customizations.health.%s_%s", kind.Group, kind.Kind)
	script, found := checks[key]
	if !found {
		return nil, fmt.Errorf("no health check %s", key)
	}
	answer, err := execute(script, resource.Object)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	verdict := Verdict{lua.LVAsString(answer.RawGetString("status")), lua.LVAsString(answer.RawGetString("message"))}
	switch verdict.Status {
	case "Healthy", "Progressing", "Degraded", "Suspended":
		return &verdict, nil
	}
	return nil, fmt.Errorf("%s: the status %q is none of Argo CD", key, verdict.Status)
}

func execute(script string, resource map[string]any) (*lua.LTable, error) {
	state := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer state.Close()
	for _, library := range libraries {
		call := lua.P{Fn: state.NewFunction(library.open), Protect: true}
		if err := state.CallByParam(call, lua.LString(library.name)); err != nil {
			return nil, err
		}
	}
	limited, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	state.SetContext(limited)
	state.SetGlobal("obj", value(state, resource))
	if err := state.DoString(script); err != nil {
		return nil, err
	}
	if answer, is := state.Get(-1).(*lua.LTable); is {
		return answer, nil
	}
	return nil, fmt.Errorf("it returns no table")
}

// value is JSON as Lua sees it.
func value(state *lua.LState, json any) lua.LValue {
	switch json := json.(type) {
	case bool:
		return lua.LBool(json)
	case int64:
		return lua.LNumber(json)
	case float64:
		return lua.LNumber(json)
	case string:
		return lua.LString(json)
	case []any:
		list := state.CreateTable(len(json), 0)
		for _, item := range json {
			list.Append(value(state, item))
		}
		return list
	case map[string]any:
		table := state.CreateTable(0, len(json))
		for key, item := range json {
			table.RawSetString(key, value(state, item))
		}
		return table
	}
	return lua.LNil
}

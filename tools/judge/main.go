// Judges resources as the tools of GitOps do.
//
//	judge ARGOCD-CM <RESOURCES
//
// RESOURCES are JSON objects, one a line. For each it prints a line of JSON with two verdicts: that of kstatus, and that
// of the health check which the ConfigMap in the file ARGOCD-CM holds for its kind.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	// Unlike encoding/json it reads integers as integers, which kstatus asks for.
	kubejson "k8s.io/apimachinery/pkg/util/json"
)

// Verdict is what a judge says of a resource.
type Verdict struct {
	Status  string `json:"status"`
	Message string `json:"message"`
}

// Verdicts are what both say.
type Verdicts struct {
	Kstatus Verdict `json:"kstatus"`
	ArgoCD  Verdict `json:"argocd"`
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: judge ARGOCD-CM <RESOURCES")
	}
	checks, err := readChecks(args[0])
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 16<<20)
	answers := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		verdicts, err := judge(lines.Bytes(), checks)
		if err != nil {
			return err
		}
		if err := answers.Encode(verdicts); err != nil {
			return err
		}
	}
	return lines.Err()
}

func judge(line []byte, checks Checks) (*Verdicts, error) {
	var resource unstructured.Unstructured
	if err := kubejson.Unmarshal(line, &resource.Object); err != nil {
		return nil, err
	}
	result, err := status.Compute(&resource)
	if err != nil {
		return nil, err
	}
	health, err := checks.health(&resource)
	if err != nil {
		return nil, err
	}
	return &Verdicts{Kstatus: Verdict{result.Status.String(), result.Message}, ArgoCD: *health}, nil
}

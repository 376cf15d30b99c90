package verdict_test

import "strings"

// workload returns a Deployment, StatefulSet or DaemonSet with these lines in its spec and in its pod's spec.
func workload(kind, spec, pod string) string {
	return "apiVersion: apps/v1\nkind: " + kind + `
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}` + indent(spec, 2) + `
  template:
    metadata: {labels: {app: web}}
    spec:` + indent(pod, 6) + "\n"
}

func deployment(spec, pod string) string  { return workload("Deployment", spec, pod) }
func statefulSet(spec, pod string) string { return workload("StatefulSet", spec, pod) }

const container = "containers: [{name: web, image: 'registry.example/web:1.0.0'}]"

func indent(lines string, width int) string {
	if lines == "" {
		return ""
	}
	margin := "\n" + strings.Repeat(" ", width)
	return margin + strings.ReplaceAll(lines, "\n", margin)
}

// small returns an object of a kind without a spec worth a template.
func small(apiVersion, kind, body string) string {
	return "apiVersion: " + apiVersion + "\nkind: " + kind + "\nmetadata: {name: web}\n" + body + "\n"
}

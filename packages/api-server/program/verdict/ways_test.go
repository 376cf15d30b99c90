package verdict_test

import (
	"strings"
	"testing"

	"thanos-gitops/api-server/protocol"
)

const job = "spec: {template: {spec: {restartPolicy: Never, " + container + "}}, backoffLimit: "

const claim = "spec: {accessModes: [ReadWriteOnce], storageClassName: fast, resources: {requests: {storage: "

// The ways of writing an object differ in the fields that the server has set: nobody owns them.
func TestWaysOfWriting(t *testing.T) {
	const mount = "\nvolumes: [{name: data"
	for name, test := range map[string]struct {
		before, after, live         string
		serverSide, client, replace string
		templateChanged             []bool
	}{
		"Deployment strategy unset to Recreate": {
			before:     deployment("", container),
			after:      deployment("strategy: {type: Recreate}", container),
			serverSide: "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
			client:     protocol.Accepted, replace: protocol.Accepted,
		},
		"StatefulSet updateStrategy unset to OnDelete": {
			before:     statefulSet("serviceName: web", container),
			after:      statefulSet("serviceName: web\nupdateStrategy: {type: OnDelete}", container),
			serverSide: "only allowed for updateStrategy 'RollingUpdate'",
			client:     "only allowed for updateStrategy 'RollingUpdate'", replace: protocol.Accepted,
		},
		"volume without a source to a ConfigMap": {
			before:     deployment("", container+mount+"}]"),
			after:      deployment("", container+mount+", configMap: {name: web}}]"),
			serverSide: "may not specify more than 1 volume type",
			client:     protocol.Accepted, replace: protocol.Accepted,
			templateChanged: []bool{false, true, true},
		},
		"duplicate environment variable": {
			before:     deployment("", container),
			after:      deployment("", "containers: [{name: web, image: 'registry.example/web:1.0.0', env: [{name: A, value: a}, {name: A, value: b}]}]"),
			serverSide: `failed to create typed patch object (default/web; apps/v1, Kind=Deployment): .spec.template.spec.containers[name="web"].env: duplicate entries for key [name="A"]`,
			client:     protocol.Accepted, replace: protocol.Accepted,
			templateChanged: []bool{false, true, true},
		},
		"serviceAccountName removed": {
			before:     deployment("", container+"\nserviceAccountName: web"),
			after:      deployment("", container),
			serverSide: protocol.Accepted, client: protocol.Accepted, replace: protocol.Accepted,
			templateChanged: []bool{false, false, true},
		},
		"any change of a Job": {
			before:     small("batch/v1", "Job", job+"3}"),
			after:      small("batch/v1", "Job", job+"4}"),
			serverSide: protocol.Accepted, client: protocol.Accepted, replace: "spec.selector: Required value",
			templateChanged: []bool{false, false, false},
		},
		"any change of a bound claim": {
			before:     small("v1", "PersistentVolumeClaim", claim+"1Gi}}}"),
			after:      small("v1", "PersistentVolumeClaim", claim+"2Gi}}}"),
			live:       "{spec: {volumeName: pv-1}, status: {phase: Bound, capacity: {storage: 1Gi}}}",
			serverSide: protocol.Accepted, client: protocol.Accepted,
			replace: "spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims",
		},
	} {
		for index, way := range ways {
			t.Run(name+"/"+way, func(t *testing.T) {
				request := protocol.Request{Before: object(t, test.before), After: object(t, test.after), Apply: way}
				if test.live != "" {
					request.Live = object(t, test.live)
				}
				answer := ask(t, request)
				expect(t, answer, []string{test.serverSide, test.client, test.replace}[index])
				if answer.Verdict == protocol.Accepted && test.templateChanged != nil && *answer.TemplateChanged != test.templateChanged[index] {
					t.Errorf("want templateChanged %v, got %v", test.templateChanged[index], *answer.TemplateChanged)
				}
			})
		}
	}
}

func TestRemovedReplicas(t *testing.T) {
	for name, test := range map[string]struct {
		live string
		want map[string]string
	}{
		"set by the writer":     {"", map[string]string{protocol.ServerSide: "1", protocol.ClientSide: "1", protocol.Replace: "1"}},
		"changed by autoscaler": {"{spec: {replicas: 5}}", map[string]string{protocol.ServerSide: "5", protocol.ClientSide: "1", protocol.Replace: "1"}},
	} {
		for _, way := range ways {
			t.Run(name+"/"+way, func(t *testing.T) {
				request := protocol.Request{
					Before: object(t, deployment("replicas: 3", container)), After: object(t, deployment("", container)),
					Apply: way, Want: []string{"defaulted"},
				}
				if test.live != "" {
					request.Live = object(t, test.live)
				}
				storedField(t, ask(t, request), test.want[way], "spec", "replicas")
			})
		}
	}
}

func TestReplicasOfAutoscaler(t *testing.T) {
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			same := object(t, deployment("replicas: 3", container))
			answer := ask(t, protocol.Request{Before: same, After: same, Live: object(t, "{spec: {replicas: 5}}"), Apply: way, Want: []string{"defaulted"}})
			storedField(t, answer, "3", "spec", "replicas")
		})
	}
}

func TestRemovedClusterIP(t *testing.T) {
	const spec = "spec: {selector: {app: web}, ports: [{port: 80}]"
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			answer := ask(t, protocol.Request{
				Before: object(t, small("v1", "Service", spec+", clusterIP: None}")), After: object(t, small("v1", "Service", spec+"}")),
				Apply: way, Want: []string{"defaulted"},
			})
			storedField(t, answer, `"None"`, "spec", "clusterIP")
		})
	}
}

func TestLastAppliedAnnotation(t *testing.T) {
	// kubectl apply writes the object into an annotation, and annotations are limited to 256 KiB.
	large := small("v1", "ConfigMap", "data: {a: "+strings.Repeat("x", 300_000)+"}")
	expect(t, ask(t, protocol.Request{After: object(t, large), Apply: protocol.ServerSide}), protocol.Accepted)
	expect(t, ask(t, protocol.Request{After: object(t, large), Apply: protocol.Replace}), protocol.Accepted)
	expect(t, ask(t, protocol.Request{After: object(t, large), Apply: protocol.ClientSide}),
		"metadata.annotations: Too long: may not be more than 262144 bytes")
}

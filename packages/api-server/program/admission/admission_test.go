package admission_test

import (
	"strings"
	"testing"

	"thanos-gitops/api-server/protocol"
	"thanos-gitops/api-server/verdicttest"
)

func namespace(labels string) string {
	return "apiVersion: v1\nkind: Namespace\nmetadata: {name: default, labels: {" + labels + "}}"
}

func pod(spec string) string {
	return "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: default}\nspec: " + spec
}

func deployment(spec string) string {
	return `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: default}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: ` + spec
}

const (
	plain      = "{containers: [{name: web, image: 'example.com/web:1'}]}"
	host       = "{hostNetwork: true, containers: [{name: web, image: 'example.com/web:1'}]}"
	restricted = "{securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}, containers: [{name: web, image: 'example.com/web:1', securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]}"
	willRefuse = "the pods of this template will be refused: "
)

func TestPodSecurity(t *testing.T) {
	const baseline = `violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)`
	enforce := verdicttest.New(t, namespace("pod-security.kubernetes.io/enforce: baseline"))
	verdicttest.Refused(t, enforce.Create(pod(host)), `pods "web" is forbidden: `+baseline)
	verdicttest.Accepted(t, enforce.Create(pod(plain)))
	verdicttest.Warned(t, enforce.Create(deployment(host)), "would "+strings.Replace(baseline, "violates", "violate", 1))
	silent := verdicttest.New(t, namespace("pod-security.kubernetes.io/enforce: baseline, pod-security.kubernetes.io/warn: privileged"))
	verdicttest.Warned(t, silent.Create(deployment(host)), willRefuse+`pods "web" is forbidden: `+baseline)
	verdicttest.Warned(t, enforce.Create(deployment(plain)))

	warn := verdicttest.New(t, namespace("pod-security.kubernetes.io/warn: restricted"))
	const missing = `would violate PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "web" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "web" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")`
	verdicttest.Warned(t, warn.Create(pod(plain)), missing)
	verdicttest.Warned(t, warn.Create(deployment(plain)), missing)
	verdicttest.Warned(t, warn.Create(deployment(restricted)))
	verdicttest.Warned(t, verdicttest.New(t).Create(deployment(host)))
}

func TestPodSecurityOfNamespace(t *testing.T) {
	server := verdicttest.New(t)
	verdicttest.Refused(t, server.Create(namespace("pod-security.kubernetes.io/enforce: strict")),
		`Namespace "default" is invalid: metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted`)
	verdicttest.Refused(t, server.Create(namespace("pod-security.kubernetes.io/enforce-version: v2")),
		`Namespace "default" is invalid: metadata.labels[pod-security.kubernetes.io/enforce-version]: Invalid value: "v2": must be "latest" or "v1.x"`)
	verdicttest.Accepted(t, server.Create(namespace("pod-security.kubernetes.io/enforce: baseline, pod-security.kubernetes.io/enforce-version: v1.30")))
}

const limits = `
apiVersion: v1
kind: LimitRange
metadata: {name: limits, namespace: default}
spec:
  limits:
  - type: Container
    min: {cpu: 50m}
    max: {cpu: '2', memory: 1Gi}
    default: {cpu: 500m, memory: 256Mi}
    defaultRequest: {cpu: 100m}
    maxLimitRequestRatio: {cpu: '10'}
  - type: PersistentVolumeClaim
    min: {storage: 1Gi}
    max: {storage: 10Gi}`

func container(resources string) string {
	return "{containers: [{name: web, image: 'example.com/web:1', resources: " + resources + "}]}"
}

func claim(size, class string) string {
	return "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data, namespace: default}\nspec: {accessModes: [ReadWriteOnce], storageClassName: " +
		class + ", resources: {requests: {storage: " + size + "}}}"
}

func TestLimitRange(t *testing.T) {
	server := verdicttest.New(t, limits)
	answer := server.Create(pod(plain))
	verdicttest.Accepted(t, answer)
	if want := `"resources":{"limits":{"cpu":"500m","memory":"256Mi"},"requests":{"cpu":"100m","memory":"256Mi"}}`; !strings.Contains(string(answer.Stored), want) {
		t.Errorf("the defaults are missing: %s", answer.Stored)
	}
	for resources, message := range map[string]string{
		"{requests: {cpu: '2'}, limits: {cpu: '3'}}":  "maximum cpu usage per Container is 2, but limit is 3",
		"{limits: {memory: 2Gi}}":                     "maximum memory usage per Container is 1Gi, but limit is 2Gi",
		"{requests: {cpu: 10m}, limits: {cpu: 100m}}": "minimum cpu usage per Container is 50m, but request is 10m",
		"{requests: {cpu: 50m}, limits: {cpu: '1'}}":  "cpu max limit to request ratio per Container is 10, but provided ratio is 20.000000",
	} {
		verdicttest.Refused(t, server.Create(pod(container(resources))), `pods "web" is forbidden: `+message)
		verdicttest.Warned(t, server.Create(deployment(container(resources))), willRefuse+`pods "web" is forbidden: `+message)
	}
	verdicttest.Accepted(t, server.Create(claim("5Gi", "fast")))
	verdicttest.Refused(t, server.Create(claim("50Gi", "fast")), `persistentvolumeclaims "data" is forbidden: maximum storage usage per PersistentVolumeClaim is 10Gi, but request is 50Gi`)
	verdicttest.Refused(t, server.Create(claim("1Mi", "fast")), `persistentvolumeclaims "data" is forbidden: minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 1Mi`)
	other := strings.ReplaceAll(limits, "namespace: default", "namespace: other")
	verdicttest.Accepted(t, verdicttest.New(t, other).Create(claim("50Gi", "fast")))
}

func quota(hard string) string {
	return "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: quota, namespace: default}\nspec: {hard: " + hard + "}"
}

func TestQuota(t *testing.T) {
	big := container("{requests: {cpu: '3'}}")
	server := verdicttest.New(t, quota("{requests.cpu: '2', services: '0', configmaps: '5', count/deployments.apps: '1'}"))
	verdicttest.Refused(t, server.Create(pod(big)), `pods "web" is forbidden: exceeded quota: quota, requested: requests.cpu=3, used: requests.cpu=0, limited: requests.cpu=2`)
	verdicttest.Refused(t, server.Create(pod(plain)), `pods "web" is forbidden: failed quota: quota: must specify requests.cpu for: web`)
	verdicttest.Warned(t, server.Create(deployment(big)), willRefuse+`pods "web" is forbidden: exceeded quota: quota, requested: requests.cpu=3, used: requests.cpu=0, limited: requests.cpu=2`)
	verdicttest.Refused(t, server.Create("apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: default}\nspec: {ports: [{port: 80}]}"),
		`services "web" is forbidden: exceeded quota: quota, requested: services=1, used: services=0, limited: services=0`)
	verdicttest.Accepted(t, server.Create("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: default}}"))
	verdicttest.Accepted(t, server.Create("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: other}}"))
}

func TestQuotaOfSet(t *testing.T) {
	half := container("{requests: {cpu: 500m}, limits: {cpu: '1'}}")
	hard := quota("{requests.cpu: '1', pods: '5', configmaps: '1', requests.storage: 3Gi}")
	objects := []string{
		hard, deployment(half), claim("2Gi", "fast"),
		"{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}", "{apiVersion: v1, kind: ConfigMap, metadata: {name: b, namespace: default}}",
		"{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: other}}",
	}
	verdicttest.Warned(t, verdicttest.New(t, objects...).Create(hard),
		`all objects of the namespace "default" in this set together exceed the quota: configmaps is 2, but spec.hard allows 1; requests.cpu is 1500m, but spec.hard allows 1`)
	verdicttest.Warned(t, verdicttest.New(t, objects...).Create(quota("{requests.cpu: '2'}")))
}

func TestResize(t *testing.T) {
	class := func(name, expansion string) string {
		return "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: " + name + "}, provisioner: example.com/disk, allowVolumeExpansion: " + expansion + "}"
	}
	server := verdicttest.New(t, class("fast", "true"), class("fixed", "false"))
	ask := func(name string) protocol.Answer {
		return server.Ask(protocol.Request{
			Before: verdicttest.JSON(t, claim("1Gi", name)), After: verdicttest.JSON(t, claim("2Gi", name)),
			Live: verdicttest.JSON(t, "{spec: {volumeName: v}, status: {phase: Bound, capacity: {storage: 1Gi}}}"),
		})
	}
	verdicttest.Accepted(t, ask("fast"))
	verdicttest.Refused(t, ask("fixed"), `persistentvolumeclaims "data" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize`)
	// The class is not in the set: whether it allows expansion is not known.
	verdicttest.Accepted(t, ask("other"))
	verdicttest.Accepted(t, server.Update(claim("1Gi", "fast"), claim("1Gi", "fast")))
}

func TestPriority(t *testing.T) {
	class := "{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: high}, value: 1000}"
	with := func(name string) string {
		return "{priorityClassName: " + name + ", containers: [{name: web, image: 'example.com/web:1'}]}"
	}
	server := verdicttest.New(t, class)
	verdicttest.Refused(t, server.Create(pod(with("low"))), `pods "web" is forbidden: no PriorityClass with name low was found`)
	verdicttest.Warned(t, server.Create(deployment(with("low"))), willRefuse+`pods "web" is forbidden: no PriorityClass with name low was found`)
	for _, name := range []string{"high", "system-cluster-critical"} {
		verdicttest.Accepted(t, server.Create(pod(with(name))))
		verdicttest.Warned(t, server.Create(deployment(with(name))))
	}
	answer := server.Create(pod(with("high")))
	if !strings.Contains(string(answer.Stored), `"priority":1000`) || !strings.Contains(string(answer.Stored), `"tolerationSeconds":300`) {
		t.Errorf("the priority or the tolerations are missing: %s", answer.Stored)
	}
}

// TestBefore checks that a rule of the set does not judge what is stored already.
func TestBefore(t *testing.T) {
	server := verdicttest.New(t, quota("{services: '0'}"))
	service := "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: default}\nspec: {ports: [{port: 80}], clusterIP: None}"
	verdicttest.Accepted(t, server.Update(service, strings.Replace(service, "port: 80", "port: 81", 1)))
}

package verdict

import (
	"encoding/json"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/go-logr/logr"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/capabilities"

	"thanos-gitops/api-server/gates"
	"thanos-gitops/api-server/protocol"
	"thanos-gitops/api-server/server"
)

// Handler answers requests in order. It is not safe for concurrent use: feature gates are global in a process.
type Handler struct {
	sets map[string]*server.Set
}

// NewHandler returns a handler without sets. It sets up the process as kube-apiserver does.
func NewHandler() *Handler {
	// Every cluster sets --allow-privileged: its nodes' own components need it.
	capabilities.Setup(true, 0)
	// Kubernetes logs duplicate validation errors and changed gates; they are no answers.
	klog.SetLogger(logr.Discard())
	return &Handler{sets: map[string]*server.Set{}}
}

// Line answers one line of input.
func (h *Handler) Line(line []byte) []byte {
	var request protocol.Request
	var answer protocol.Answer
	if err := json.Unmarshal(line, &request); err != nil {
		answer = protocol.Answer{Error: fmt.Sprintf("the request is not valid JSON: %v", err)}
	} else {
		answer = h.Answer(request)
	}
	encoded, err := json.Marshal(answer)
	if err != nil {
		encoded, _ = json.Marshal(protocol.Answer{ID: request.ID, Set: answer.Set, Error: err.Error()})
	}
	return encoded
}

// Answer answers one request. A panic of Kubernetes' code is an error, never a verdict.
func (h *Handler) Answer(request protocol.Request) (answer protocol.Answer) {
	defer func() {
		if cause := recover(); cause != nil {
			answer = protocol.Answer{ID: request.ID, Error: fmt.Sprintf("panic: %v at %s", cause, origin(debug.Stack()))}
		}
	}()
	switch {
	case request.Version:
		return protocol.Answer{Version: &versions}
	case request.KubernetesVersion != "":
		return h.define(request)
	case request.ID == "":
		return protocol.Answer{Error: "the request has neither an id nor a kubernetesVersion"}
	}
	set, ok := h.sets[request.Set]
	if !ok {
		return protocol.Answer{ID: request.ID, Error: fmt.Sprintf("set %q is not defined", request.Set)}
	}
	if err := gates.Use(set.Version); err != nil {
		return protocol.Answer{ID: request.ID, Error: err.Error()}
	}
	answer, err := judge(set, request)
	answer.ID = request.ID
	if err != nil {
		return protocol.Answer{ID: request.ID, Error: err.Error()}
	}
	return answer
}

func (h *Handler) define(request protocol.Request) protocol.Answer {
	set, err := define(request)
	if err != nil {
		return protocol.Answer{Set: request.Set, Error: err.Error()}
	}
	h.sets[request.Set] = set
	return protocol.Answer{Set: request.Set}
}

// origin returns the innermost function of Kubernetes in a stack.
func origin(stack []byte) string {
	lines := strings.Split(string(stack), "\n")
	for index, line := range lines {
		if strings.HasPrefix(line, "panic(") && index+2 < len(lines) {
			return strings.TrimSpace(lines[index+2])
		}
	}
	return "unknown"
}

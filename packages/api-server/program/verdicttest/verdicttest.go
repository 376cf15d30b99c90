// Package verdicttest asks the handler in tests, with objects in YAML.
package verdicttest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"thanos-gitops/api-server/protocol"
	"thanos-gitops/api-server/verdict"
)

// Server is a handler with one set.
type Server struct {
	t       *testing.T
	handler *verdict.Handler
	next    int
}

// New defines a set of Kubernetes 1.36 with the objects of the YAML documents.
func New(t *testing.T, documents ...string) *Server {
	t.Helper()
	return NewVersion(t, "1.36", documents...)
}

// NewVersion defines a set of a version of Kubernetes.
func NewVersion(t *testing.T, version string, documents ...string) *Server {
	t.Helper()
	server := &Server{t: t, handler: verdict.NewHandler()}
	request := protocol.Request{Set: "test", KubernetesVersion: version}
	for _, document := range strings.Split(strings.Join(documents, "\n---\n"), "\n---\n") {
		if strings.TrimSpace(document) != "" {
			request.Objects = append(request.Objects, object(t, document))
		}
	}
	if answer := server.handler.Answer(request); answer.Error != "" {
		t.Fatalf("the set is not accepted: %s", answer.Error)
	}
	return server
}

// Create returns the answer about a new object.
func (s *Server) Create(after string) protocol.Answer {
	s.t.Helper()
	return s.Ask(protocol.Request{After: object(s.t, after), Apply: protocol.Replace})
}

// Update returns the answer about a changed object.
func (s *Server) Update(before, after string) protocol.Answer {
	s.t.Helper()
	return s.Ask(protocol.Request{Before: object(s.t, before), After: object(s.t, after), Apply: protocol.Replace})
}

// Ask completes the request and returns the answer.
func (s *Server) Ask(request protocol.Request) protocol.Answer {
	s.t.Helper()
	s.next++
	request.ID, request.Set, request.Want = fmt.Sprint(s.next), "test", []string{"defaulted"}
	answer := s.handler.Answer(request)
	if answer.Error != "" {
		s.t.Fatalf("the request fails: %s", answer.Error)
	}
	return answer
}

// Accepted fails the test unless the answer is accepted.
func Accepted(t *testing.T, answer protocol.Answer) {
	t.Helper()
	if answer.Verdict != protocol.Accepted {
		t.Errorf("want accepted, got %s at %s: %s", answer.Verdict, answer.Stage, answer.Message)
	}
}

// Refused fails the test unless the answer is a refusal of the object after with this message.
func Refused(t *testing.T, answer protocol.Answer, message string) {
	t.Helper()
	if answer.Verdict != protocol.Refused || answer.Stage != protocol.After || answer.Message != message {
		t.Errorf("got %s at %s:\n%s\nwant refused:\n%s", answer.Verdict, answer.Stage, answer.Message, message)
	}
}

// Warned fails the test unless the answer is accepted with exactly these warnings.
func Warned(t *testing.T, answer protocol.Answer, warnings ...string) {
	t.Helper()
	Accepted(t, answer)
	if strings.Join(answer.Warnings, "\n") != strings.Join(warnings, "\n") {
		t.Errorf("got the warnings\n%s\nwant\n%s", strings.Join(answer.Warnings, "\n"), strings.Join(warnings, "\n"))
	}
}

// JSON returns the document as JSON.
func JSON(t *testing.T, document string) json.RawMessage { return object(t, document) }

func object(t *testing.T, document string) json.RawMessage {
	t.Helper()
	converted, err := yaml.YAMLToJSON([]byte(document))
	if err != nil {
		t.Fatalf("%v in\n%s", err, document)
	}
	return converted
}

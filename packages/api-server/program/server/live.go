package server

import (
	"encoding/json"

	"k8s.io/apimachinery/pkg/runtime"
)

const controllerManager = "kube-controller-manager"

// SetLive returns the stored object with the spec and status fields that a controller set; the controller owns them.
func (w *Write) SetLive(stored runtime.Object, live []byte) (runtime.Object, error) {
	encoded, err := w.kind.Encode(stored)
	if err != nil {
		return nil, err
	}
	var object, changes map[string]any
	if err := json.Unmarshal(encoded, &object); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(live, &changes); err != nil {
		return nil, err
	}
	for _, part := range []string{"spec", "status"} {
		if value, ok := changes[part]; ok {
			object[part] = merged(object[part], value)
		}
	}
	body, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	updated, _, err := w.kind.Decode(body)
	if err != nil {
		return nil, err
	}
	fields, err := w.fieldManager()
	if err != nil {
		return nil, err
	}
	return fields.UpdateNoErrors(stored, updated, controllerManager), nil
}

// merged sets the fields of maps and replaces everything else.
func merged(old, value any) any {
	base, baseIsMap := old.(map[string]any)
	fields, isMap := value.(map[string]any)
	if !baseIsMap || !isMap {
		return value
	}
	for name, field := range fields {
		base[name] = merged(base[name], field)
	}
	return base
}

package main

import (
	"thanos-gitops/program-verdict/thanos/standins/yaml"
	"thanos-gitops/program-verdict/verdict"
)

// decoded is a kind of documents that the program decodes from YAML, some of them without an error for unknown fields.
func decoded(load func([]byte) error) verdict.Kind {
	judge := func(document []byte) []string {
		yaml.Ignored, verdict.Decoded = nil, nil
		messages := verdict.Messages(load(document))
		for _, ignored := range yaml.Ignored {
			messages = append(messages, verdict.Ignored+ignored)
		}
		return messages
	}
	return verdict.Kind{Judge: judge}
}

// The program answers which configurations and rules Prometheus refuses. ../shake makes the modules that it links.
package main

import (
	"bytes"
	"errors"
	"log/slog"
	"reflect"
	"strings"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/cmd/promtool"
	"github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/discovery"
	"github.com/prometheus/prometheus/model/rulefmt"
	_ "github.com/prometheus/prometheus/plugins"
	"github.com/prometheus/prometheus/promql/parser"
	"go.yaml.in/yaml/v3"

	"thanos-gitops/program-verdict/prometheus/standins/os"
	"thanos-gitops/program-verdict/verdict"
)

var served = verdict.Serve(verdict.NewHandler(
	verdict.Version{Program: "prometheus", Version: "v3.13.2"},
	map[string]verdict.Kind{
		"config":       configKind(false),
		"agent-config": configKind(true),
		"promql":       {Judge: queryErrors},
		"rules":        rulesKind(parser.Options{}),
		// With the features of PromQL that --enable-feature adds.
		"rules-with-features": rulesKind(parser.Options{
			EnableExperimentalFunctions:  true,
			ExperimentalDurationExpr:     true,
			EnableExtendedRangeSelectors: true,
			EnableBinopFillModifiers:     true,
		}),
	},
))

func main() {
	if served != nil {
		panic(served)
	}
}

func configKind(isAgent bool) verdict.Kind {
	judge := func(document []byte) []string {
		os.Content = document
		_, _, err := promtool.CheckConfig(isAgent, os.Document, true)
		messages := verdict.Messages(err)
		for index := range messages {
			messages[index] = strings.TrimPrefix(messages[index], "parsing YAML file "+os.Document+": ")
		}
		return messages
	}
	return verdict.Kind{Judge: judge, Type: config.Config{}, Fields: discoveryFields}
}

// discoveryFields are the fields of service discoveries, which have no tags.
func discoveryFields(in reflect.Type) []string {
	field, ok := in.FieldByName("ServiceDiscoveryConfigs")
	if !ok || field.Type != reflect.TypeFor[discovery.Configs]() {
		return nil
	}
	names := []string{"static_configs"}
	for _, name := range discovery.RegisteredConfigNames() {
		names = append(names, name+"_sd_configs")
	}
	return names
}

func queryErrors(document []byte) []string {
	_, err := parser.NewParser(parser.Options{}).ParseExpr(string(document))
	return verdict.Messages(err)
}

func rulesKind(options parser.Options) verdict.Kind {
	judge := func(document []byte) []string {
		var messages []string
		for _, err := range ruleErrors(document, options) {
			messages = append(messages, verdict.Messages(err)...)
		}
		return messages
	}
	var last ruleFile
	parts := func(document []byte, message string) ([]byte, []any) {
		if !bytes.Equal(last.document, document) {
			last = readRuleFile(document, ruleErrors(document, options))
		}
		return last.part(message)
	}
	return verdict.Kind{Judge: judge, Type: rulefmt.RuleGroups{}, Parts: parts}
}

func ruleErrors(document []byte, options parser.Options) []error {
	_, errs := rulefmt.Parse(document, false, model.UTF8Validation, parser.NewParser(options), slog.New(slog.DiscardHandler))
	return errs
}

// ruleFile is a document with its errors, by their messages.
type ruleFile struct {
	document []byte
	errors   map[string]*rulefmt.Error
	groups   []ruleGroup
}

type ruleGroup struct {
	Name  string      `yaml:"name"`
	Rules []yaml.Node `yaml:"rules"`
}

func readRuleFile(document []byte, errs []error) ruleFile {
	file := ruleFile{document: document, errors: map[string]*rulefmt.Error{}}
	for _, err := range errs {
		var found *rulefmt.Error
		if errors.As(err, &found) {
			file.errors[err.Error()] = found
		}
	}
	var content struct {
		Groups []ruleGroup `yaml:"groups"`
	}
	if yaml.Unmarshal(document, &content) == nil {
		file.groups = content.Groups
	}
	return file
}

// part returns a document with the one rule of an error.
func (f ruleFile) part(message string) ([]byte, []any) {
	found := f.errors[message]
	if found == nil {
		return nil, nil
	}
	rule := found.Rule - 1
	for index, group := range f.groups {
		if group.Name != found.Group || rule >= len(group.Rules) {
			continue
		}
		one := ruleGroup{Name: group.Name, Rules: group.Rules[rule : rule+1]}
		small, err := yaml.Marshal(map[string][]ruleGroup{"groups": {one}})
		if err != nil {
			return nil, nil
		}
		return small, []any{"groups", index, "rules", rule}
	}
	return nil, nil
}

// The program answers which configurations Alertmanager refuses. ../shake makes the modules that it links.
package main

import (
	"bytes"
	"log/slog"

	"github.com/prometheus/alertmanager/config"
	"github.com/prometheus/alertmanager/featurecontrol"
	"github.com/prometheus/alertmanager/matcher/compat"
	"github.com/prometheus/alertmanager/template"

	"thanos-gitops/program-verdict/verdict"
)

var served = verdict.Serve(verdict.NewHandler(
	verdict.Version{Program: "alertmanager", Version: "v0.34.0"},
	map[string]verdict.Kind{
		"config":   {Judge: configErrors, Type: config.Config{}},
		"template": {Judge: templateErrors},
	},
))

func main() {
	if served != nil {
		panic(served)
	}
}

func init() {
	// As Alertmanager does without --enable-feature.
	compat.InitFromFlags(slog.New(slog.DiscardHandler), featurecontrol.NoopFlags{})
}

func configErrors(document []byte) []string {
	_, err := config.Load(string(document))
	return verdict.Messages(err)
}

func templateErrors(document []byte) []string {
	parsed, err := template.New()
	if err == nil {
		err = parsed.Parse(bytes.NewReader(document))
	}
	return verdict.Messages(err)
}

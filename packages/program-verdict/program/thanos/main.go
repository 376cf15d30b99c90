// The program answers which configurations and rules Thanos refuses. ../shake makes the modules that it links.
package main

import (
	"bytes"
	"context"
	"errors"

	"github.com/go-kit/log"
	"github.com/thanos-io/objstore/client"
	thanos "github.com/thanos-io/thanos/cmd/thanos"
	"github.com/thanos-io/thanos/pkg/alert"
	"github.com/thanos-io/thanos/pkg/block"
	"github.com/thanos-io/thanos/pkg/clientconfig"
	"github.com/thanos-io/thanos/pkg/logging"
	"github.com/thanos-io/thanos/pkg/queryfrontend"
	"github.com/thanos-io/thanos/pkg/receive"
	"github.com/thanos-io/thanos/pkg/rules"
	storecache "github.com/thanos-io/thanos/pkg/store/cache"
	tracing "github.com/thanos-io/thanos/pkg/tracing/client"

	"thanos-gitops/program-verdict/verdict"
)

var logger = log.NewNopLogger()

var served = verdict.Serve(verdict.NewHandler(
	verdict.Version{Program: "thanos", Version: "v0.42.4"},
	map[string]verdict.Kind{
		"objstore": decoded(func(document []byte) error {
			_, err := client.NewBucket(logger, document, "", nil)
			return err
		}),
		"index-cache": decoded(func(document []byte) error {
			_, err := storecache.NewIndexCache(logger, document, nil)
			return err
		}),
		"caching-bucket": decoded(func(document []byte) error {
			_, err := storecache.NewCachingBucketFromYaml(document, nil, logger, nil, nil, "")
			return err
		}),
		"response-cache": decoded(func(document []byte) error {
			_, err := queryfrontend.NewCacheConfig(logger, document)
			return err
		}),
		"tracing": decoded(func(document []byte) error {
			_, _, err := tracing.NewTracer(context.Background(), logger, nil, document)
			return err
		}),
		"request-logging": decoded(func(document []byte) error {
			_, httpErr := logging.NewHTTPOption(document)
			_, _, grpcErr := logging.NewGRPCOption(document)
			return first(httpErr, grpcErr)
		}),
		"selector-relabel": decoded(func(document []byte) error {
			_, err := block.ParseRelabelConfig(document, block.SelectorSupportedRelabelActions)
			return err
		}),
		"relabel": decoded(func(document []byte) error {
			_, err := block.ParseRelabelConfig(document, nil)
			return err
		}),
		"alert-relabel": decoded(func(document []byte) error {
			_, err := alert.LoadRelabelConfigs(document)
			return err
		}),
		"alertmanagers": decoded(func(document []byte) error {
			_, err := alert.LoadAlertingConfig(document)
			return err
		}),
		"queries": decoded(func(document []byte) error {
			_, err := clientconfig.LoadConfigs(document)
			return err
		}),
		"http-client": decoded(func(document []byte) error {
			_, err := clientconfig.NewHTTPClientConfigFromYAML(document)
			return err
		}),
		"tripper": decoded(func(document []byte) error {
			_, err := thanos.ParseTransportConfiguration(document)
			return err
		}),
		"endpoints": decoded(func(document []byte) error {
			_, err := thanos.NewEndpointConfigProvider(logger, content(document), 0, nil, nil, nil, nil)
			return err
		}),
		"limits": decoded(func(document []byte) error {
			_, err := receive.ParseRootLimitConfig(document)
			return err
		}),
		"hashrings":        decoded(hashringsError(receive.AlgorithmHashmod)),
		"ketama-hashrings": decoded(hashringsError(receive.AlgorithmKetama)),
		"rules":            {Judge: ruleErrors},
	},
))

func main() {
	if served != nil {
		panic(served)
	}
}

// hashringsError builds the hashrings, as a receiver does with one replica of each series.
func hashringsError(algorithm receive.HashringAlgorithm) func([]byte) error {
	return func(document []byte) error {
		config, err := receive.ParseConfig(document)
		if err != nil {
			return err
		}
		if len(config) == 0 {
			return errors.New("the hashring configuration is empty")
		}
		_, err = receive.NewMultiHashring(algorithm, 1, config, nil)
		return err
	}
}

func ruleErrors(document []byte) []string {
	_, errs := rules.ValidateAndCount(bytes.NewReader(document))
	var messages []string
	for _, err := range errs {
		messages = append(messages, verdict.Messages(err)...)
	}
	return messages
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// content is a file that has no path.
type content []byte

func (c content) Content() ([]byte, error) { return c, nil }

func (c content) Path() string { return "" }

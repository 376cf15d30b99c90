package generator

// Added to kube-state-metrics by scripts/instrument. It serves the metrics of objects without a registry. With RECORD_METRICS,
// the program writes the names and types of these metrics to that file with the suffix .families.

import (
	"encoding/json"
	"os"
	"sync"

	basemetrics "k8s.io/component-base/metrics"

	"k8s.io/kube-state-metrics/v2/pkg/metric"
)

var (
	recordMutex      sync.Mutex
	recordedFamilies = map[string]metric.Type{}
)

// NewFamilyGeneratorWithStability replaces the function that is renamed to newUnrecordedFamilyGenerator.
func NewFamilyGeneratorWithStability(name string, help string, metricType metric.Type, stabilityLevel basemetrics.StabilityLevel, deprecatedVersion string, generateFunc func(obj interface{}) *metric.Family) *FamilyGenerator {
	if file := os.Getenv("RECORD_METRICS"); file != "" {
		if err := recordFamily(file+".families", name, metricType); err != nil {
			panic(err)
		}
	}
	return newUnrecordedFamilyGenerator(name, help, metricType, stabilityLevel, deprecatedVersion, generateFunc)
}

func recordFamily(file, name string, metricType metric.Type) error {
	recordMutex.Lock()
	defer recordMutex.Unlock()
	recordedFamilies[name] = metricType
	content, err := json.Marshal(recordedFamilies)
	if err != nil {
		return err
	}
	if err := os.WriteFile(file+".part", content, 0o644); err != nil {
		return err
	}
	return os.Rename(file+".part", file)
}

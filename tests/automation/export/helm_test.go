package export

import (
	"strings"
	"testing"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
)

// How charts put references together, and which image that is to be.
var templates = []struct{ name, template string }{
	// As `helm create` makes it
	{"web", `{{ .Values.frontend.image.repository }}:{{ .Values.frontend.image.tag | default .Chart.AppVersion }}`},
	{"tool", `{{ .Values.tool.repository }}:{{ .Values.tool.tag | default .Chart.AppVersion }}`},
	{"app", `{{ .Values.app.image }}`},
	{"node.20", `{{ .Values.node.registry }}/{{ .Values.node.repository }}:{{ .Values.node.tag }}@{{ .Values.node.digest }}`},
	{"tool", `{{ with .Values.pinned }}{{ .repository }}@{{ .digest }}{{ end }}`},
	// A tag that is no string would be 20 and not "20"
	{"node.20", `{{ .Values.node.registry }}/{{ printf "%s:%s" .Values.node.repository .Values.node.tag }}@{{ .Values.node.digest }}`},
}

func TestHelmTakesTheValues(t *testing.T) {
	var lines []string
	for _, use := range templates {
		lines = append(lines, use.template)
	}
	made := &chart.Chart{
		Metadata: &chart.Metadata{APIVersion: "v2", Name: "app", Version: "1.0.0", AppVersion: "0.0"},
		Templates: []*chart.File{
			{Name: "templates/images.txt", Data: []byte(strings.Join(lines, "\n"))},
		},
		Values: map[string]any{"frontend": map[string]any{
			"image":    map[string]any{"repository": "nginx", "tag": "", "pullPolicy": "Always"},
			"replicas": 2,
		}},
	}
	given, err := chartutil.ReadValues(read(t, "values.yaml"))
	check(t, err)
	release := chartutil.ReleaseOptions{Name: "app", Namespace: "default"}
	values, err := chartutil.ToRenderValues(made, given, release, nil)
	check(t, err)
	rendered, err := engine.Engine{Strict: true}.Render(made, values)
	check(t, err)
	found := strings.Split(rendered["app/templates/images.txt"], "\n")
	references := expected(t)
	for number, use := range templates {
		same(t, use.template, found[number], references[use.name])
	}
}

package export

import (
	"fmt"
	"strings"
	"testing"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// What a manifest names, and which image that is; none stays as it is.
var written = []struct{ image, name string }{
	{"nginx", "web"},
	{"nginx:1.27", "web"},
	{"library/nginx:1.25", "web"},
	{"docker.io/nginx:latest", "web"},
	{"docker.io/library/nginx:1.27@sha256:" + strings.Repeat("9", 64), "web"},
	{"acme/tool", "tool"},
	{"docker.io/acme/tool:old", "tool"},
	{"registry.example:5000/acme/node.js:18", "node.20"},
	{"registry.example:5000/acme/node-js:18", ""},
	{"ghcr.io/acme/app:main", "app"},
	{"nginx-exporter:1", ""},
	{"acme/nginx:1", ""},
}

func TestKustomizeTakesTheComponent(t *testing.T) {
	files := filesys.MakeFsInMemory()
	deployment := "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n" +
		"spec:\n  template:\n    spec:\n      containers:\n"
	for number, use := range written {
		deployment += fmt.Sprintf("      - {name: c%d, image: %q}\n", number, use.image)
	}
	kustomization := "resources: [deployment.yaml]\ncomponents: [images]\n"
	check(t, files.WriteFile("/app/deployment.yaml", []byte(deployment)))
	check(t, files.WriteFile("/app/kustomization.yaml", []byte(kustomization)))
	check(t, files.WriteFile("/app/images/kustomization.yaml", read(t, "kustomization.yaml")))

	resources, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(files, "/app")
	check(t, err)
	node, err := resources.Resources()[0].GetFieldValue("spec.template.spec.containers")
	check(t, err)
	references := expected(t)
	for number, use := range written {
		wanted := use.image
		if use.name != "" {
			wanted = references[use.name]
		}
		container := node.([]any)[number].(map[string]any)
		same(t, use.image, container["image"].(string), wanted)
	}
}

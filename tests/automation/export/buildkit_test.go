package export

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/moby/buildkit/solver/pb"
	"github.com/moby/buildkit/sourcepolicy"
	spb "github.com/moby/buildkit/sourcepolicy/pb"
)

func TestBuildKitTurnsTagsIntoDigests(t *testing.T) {
	var policy spb.Policy
	check(t, json.Unmarshal(read(t, "policy.json"), &policy))
	engine := sourcepolicy.NewEngine([]*spb.Policy{&policy})
	references := expected(t)
	const scheme = "docker-image://"
	for _, source := range []struct{ identifier, wanted string }{
		{scheme + "docker.io/library/nginx:1.27", scheme + references["web"]},
		{scheme + "registry.example:5000/acme/node.js:20", scheme + references["node.20"]},
		{scheme + "ghcr.io/acme/app:main", scheme + references["app"]},
		// What has a digest already, or another name or tag, is left alone
		{scheme + references["web"], scheme + references["web"]},
		{scheme + "docker.io/library/nginx:1.27-alpine", scheme + "docker.io/library/nginx:1.27-alpine"},
		{scheme + "docker.io/library/nginx:1127", scheme + "docker.io/library/nginx:1127"},
		{scheme + "registry.example:5000/acme/node-js:20", scheme + "registry.example:5000/acme/node-js:20"},
		{"git://github.com/acme/app.git", "git://github.com/acme/app.git"},
	} {
		operation := &pb.SourceOp{Identifier: source.identifier}
		mutated, err := engine.Evaluate(context.Background(), operation)
		check(t, err)
		same(t, source.identifier, operation.Identifier, source.wanted)
		if mutated != (source.identifier != source.wanted) {
			t.Errorf("%s: mutated is %v", source.identifier, mutated)
		}
	}
}

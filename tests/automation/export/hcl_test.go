package export

import (
	"bytes"
	"testing"

	"github.com/docker/buildx/bake/hclparser"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// A Bake file that people keep, with defaults for who has no lock.
const bakeFile = `
variable "IMAGE_WEB" { default = "nginx:1.27" }
variable "IMAGE_NODE_20" { default = "node:20" }
target "app" {
  contexts = { base = "docker-image://${IMAGE_WEB}" }
  args     = { NODE = IMAGE_NODE_20 }
}
`

// bakeConfig is what of a Bake file is looked at.
type bakeConfig struct {
	Targets []*struct {
		Name     string            `hcl:"name,label" cty:"name"`
		Contexts map[string]string `hcl:"contexts,optional" cty:"contexts"`
		Args     map[string]string `hcl:"args,optional" cty:"args"`
	} `hcl:"target,block"`
}

func TestBakeTakesTheVariables(t *testing.T) {
	parser := hclparse.NewParser()
	own, diagnostics := parser.ParseHCL([]byte(bakeFile), "docker-bake.hcl")
	fine(t, diagnostics)
	exported, diagnostics := parser.ParseHCLFile(path(t, "images.hcl"))
	fine(t, diagnostics)
	var config bakeConfig
	options := hclparser.Opt{
		LookupVar:     func(string) (string, bool) { return "", false },
		ValidateLabel: func(string) error { return nil },
	}
	// Merged as bake.ParseFiles merges those of `bake -f docker-bake.hcl -f images.hcl`
	_, diagnostics = hclparser.Parse(hcl.MergeFiles([]*hcl.File{own, exported}), options, &config)
	fine(t, diagnostics)
	references := expected(t)
	same(t, "a context", config.Targets[0].Contexts["base"], "docker-image://"+references["web"])
	same(t, "an argument", config.Targets[0].Args["NODE"], references["node.20"])
}

func TestTerraformReadsTheVariable(t *testing.T) {
	text := read(t, "images.auto.tfvars")
	file, diagnostics := hclparse.NewParser().ParseHCL(text, "images.auto.tfvars")
	fine(t, diagnostics)
	attributes, diagnostics := file.Body.JustAttributes()
	fine(t, diagnostics)
	if len(attributes) != 1 {
		t.Fatalf("there are %d variables", len(attributes))
	}
	value, diagnostics := attributes["images"].Expr.Value(nil)
	fine(t, diagnostics)
	found := value.AsValueMap()
	references := expected(t)
	for name, reference := range references {
		same(t, name, found[name].AsString(), reference)
	}
	if len(found) != len(references) {
		t.Errorf("there are %d images", len(found))
	}
	// What `terraform fmt` is made of
	for _, name := range []string{"images.auto.tfvars", "images.hcl"} {
		if text := read(t, name); !bytes.Equal(hclwrite.Format(text), text) {
			t.Errorf("%s is formatted otherwise:\n%s", name, hclwrite.Format(text))
		}
	}
}

func fine(t *testing.T, diagnostics hcl.Diagnostics) {
	t.Helper()
	if diagnostics.HasErrors() {
		t.Fatal(diagnostics)
	}
}

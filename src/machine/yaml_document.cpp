// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/yaml_document.h"

#include <sstream>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>

namespace armillary::machine {
namespace {

/// Keeps only where a document starts.
class DocumentStart final : public YAML::EventHandler {
 public:
  YAML::Mark mark;

  void OnDocumentStart(const YAML::Mark& at) override { mark = at; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& /*at*/, YAML::anchor_t /*anchor*/) override {}
  void OnAlias(const YAML::Mark& /*at*/, YAML::anchor_t /*anchor*/) override {}
  void OnScalar(const YAML::Mark& /*at*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                const std::string& /*value*/) override {}
  void OnSequenceStart(const YAML::Mark& /*at*/, const std::string& /*tag*/,
                       YAML::anchor_t /*anchor*/, YAML::EmitterStyle::value /*style*/) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& /*at*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {}
  void OnMapEnd() override {}
};

}  // namespace

YAML::Node load_yaml_document(const std::string& text, std::string_view what,
                              YamlComplaints& complaints) {
  // yaml-cpp throws for bad syntax and for deep nesting; its exceptions end here.
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    DocumentStart first;
    DocumentStart second;
    if (!parser.HandleNextDocument(first)) return YAML::Node(YAML::NodeType::Undefined);
    if (!parser.HandleNextDocument(second)) return YAML::Load(text);
    // The parser leaves a token that begins no value where it is, as an empty document.
    if (second.mark.pos == first.mark.pos) {
      complaints.add(second.mark, "this is not correct YAML: no value can begin here");
    } else {
      complaints.add(second.mark, fmt::format("a second document begins here; a {} is one document."
                                              " Remove it and the line ---",
                                              what));
    }
  } catch (const YAML::Exception& problem) {
    complaints.add(problem.mark, fmt::format("this is not correct YAML: {}", problem.msg));
  }
  return YAML::Node(YAML::NodeType::Undefined);
}

}  // namespace armillary::machine

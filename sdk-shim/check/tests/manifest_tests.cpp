// What a plugin says of itself, before any of its code is loaded.
#include "check/test.hpp"
#include "host/manifest.hpp"
#include "host/schema_check.hpp"
#include "host/text_file.hpp"

namespace check {

namespace {

host::Json manifest_json(const Context& context) {
    const auto file = context.folder / "manifest.json";
    try {
        return host::read_json(host::read_text_file(file, 1U << 20U), file.string());
    } catch (const std::exception& problem) { // of the file or of its JSON; both name it
        throw Failure(problem.what());
    }
}

void expect_fits(host::PublishedSchema schema, const Context& context) {
    const auto found = host::schema_violations(schema, manifest_json(context));
    if (!found.empty()) {
        throw Failure(host::sentence(found.front(), "manifest.json: "));
    }
}

void thing_model(const Context& context) {
    expect_fits(host::PublishedSchema::thing_model, context);
}

void vocabulary(const Context& context) {
    expect_fits(host::PublishedSchema::manifest, context);
}

void readable(const Context& context) {
    manifest_json(context); // a file that is none is this test's finding too
    try {
        host::read_manifest(context.folder);
    } catch (const host::ManifestError& problem) {
        for (const auto& sentence : problem.sentences()) {
            // What the schemas say is for the tests above.
            if (sentence.find(host::said_by_schema) == std::string::npos) {
                throw Failure(sentence);
            }
        }
    }
}

} // namespace

std::vector<Test> manifest_tests() {
    using std::chrono::seconds;
    return {
        {"manifest-thing-model", "The manifest is a Thing Model by the published JSON Schema of WoT TD 1.1.",
         seconds{20}, thing_model},
        {"manifest-vocabulary", "The dp: terms of the manifest fit the schema of device plugins.",
         seconds{20}, vocabulary},
        {"manifest-readable", "A host can read the manifest, and its parts name each other rightly.",
         seconds{20}, readable},
    };
}

} // namespace check

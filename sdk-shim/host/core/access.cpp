#include "host/core/access.hpp"

namespace host {
namespace {

class Redaction {
public:
    Redaction(Access access, const Manifest* manifest)
        : access_{access}
        , manifest_{manifest} {}

    void operator()(Batch& batch) const { redact(batch.changed); }
    void operator()(Snapshot& snapshot) const { redact(snapshot.values); }
    void operator()(Event& event) const { redact(event.data); }
    void operator()(RuleFiring& firing) const {
        firing.because.clear();
        firing.text.clear();
    }
    void operator()(RuleList& list) const {
        for (auto& rule : list.rules) {
            rule.when.clear();
            rule.last.clear();
        }
    }
    template <typename Other>
    void operator()(Other&) const {} // health is for all, and a completion for the one who asked

private:
    void redact(std::vector<dp::NamedValue>& values) const {
        for (auto& [name, value] : values) {
            const PropertySpec* const property = manifest_ != nullptr ? manifest_->property(name) : nullptr;
            if (manifest_ == nullptr || (property != nullptr && !access_.may_see(*property))) {
                value = std::monostate{};
            }
        }
    }

    const Access access_;
    const Manifest* const manifest_;
};

} // namespace

Happening Access::seen(Happening happening, const Manifest* manifest) const {
    if (!may_set_up()) {
        std::visit(Redaction{*this, manifest}, happening);
    }
    return happening;
}

RuleFiring seen_on_bus(RuleFiring firing, const KnownDevices& devices) {
    for (const auto& [id, manifest] : devices) {
        if (!manifest) {
            continue;
        }
        for (const auto& property : manifest->properties) {
            if (common_access.may_see(property)) {
                continue;
            }
            const std::string name = id + '.' + property.id;
            for (auto* const words : {&firing.because, &firing.text}) {
                if (words->find(name) != std::string::npos) {
                    *words = name;
                }
            }
        }
    }
    return firing;
}

} // namespace host

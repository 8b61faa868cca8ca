#include "support_bundle.hpp"

#include "host/clock.hpp"
#include "host/core/access.hpp"
#include "host/json_text.hpp"
#include "host/lines.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace avhost {
namespace {

constexpr std::uint32_t time_for_diagnostics = 10'000; // ms
constexpr const char* diagnostics = "diagnostics";     // the action's name

// Hears the answers of all devices; ends with the last of them.
class Gathering : public host::Subscriber, public std::enable_shared_from_this<Gathering> {
public:
    Gathering(host::Host& host, BundleFrame frame, std::function<void(std::string)> give)
        : host_{host}
        , frame_{std::move(frame)}
        , give_{std::move(give)} {}

    void begin() {
        // All that is awaited is known before the first answer can come.
        for (const auto& info : host_.devices()) {
            Device device;
            device.name = info.name;
            device.manifest = host_.manifest(info.id);
            device.asks = device.manifest && device.manifest->action(diagnostics) != nullptr &&
                          device.manifest->action(diagnostics)->input.required.empty();
            order_.push_back(info.id);
            awaited_ += device.asks ? 1 : 0;
            devices_[info.id] = std::move(device);
        }
        keep_ = shared_from_this(); // until the last answer
        host_.watch_rules(shared_from_this());
        std::int64_t token = 0;
        for (const auto& id : order_) {
            host_.snapshot(shared_from_this(), id);
            if (devices_.at(id).asks) {
                host_.invoke({weak_from_this(), ++token}, id, diagnostics, {}, time_for_diagnostics);
            }
        }
        // By then every state has come that comes: a device may go by a reload meanwhile.
        host_.ask_for_life([this] { answered(); });
    }

    void on_happening(const host::Happening& happening) override {
        if (const auto* const snapshot = std::get_if<host::Snapshot>(&happening)) {
            Device& device = devices_[snapshot->device];
            device.state = host::common_access.seen(happening, device.manifest.get());
        } else if (const auto* const completion = std::get_if<host::Completion>(&happening)) {
            devices_[completion->device].outcome = *completion;
            answered();
        } else if (const auto* const rules = std::get_if<host::RuleList>(&happening)) {
            rules_ = *rules;
        }
    }

private:
    struct Device {
        std::string name;
        std::shared_ptr<const host::Manifest> manifest;
        bool asks = false;
        std::optional<host::Happening> state;
        std::optional<host::Completion> outcome;
    };

    void answered() {
        if (--awaited_ == 0) {
            finish();
            host_.unsubscribe(std::move(keep_));
        }
    }

    void finish() const {
        std::string text = "{\"at\":" + host::json_quoted(host::utc_text(host::epoch_ms())) +
                           ",\"version\":" + host::json_quoted(frame_.version) +
                           ",\"site\":" + frame_.site_json + ",\"devices\":[";
        for (const auto& id : order_) {
            text += (text.back() == '[' ? "" : ",") + device_json(id);
        }
        text += "],\"rules\":" + host::write_rules(rules_) + ",\"log\":[";
        for (const auto& [at, record] : frame_.log) {
            text += (text.back() == '[' ? "" : ",") + host::json_quoted(host::log_line(record, at));
        }
        text += "],\"metrics\":" + host::json_quoted(frame_.metrics) + "}\n";
        give_(std::move(text));
    }

    std::string device_json(const std::string& id) const {
        const Device& device = devices_.at(id);
        std::string text = "{\"id\":" + host::json_quoted(id) + ",\"name\":" + host::json_quoted(device.name);
        if (const auto health = frame_.health.find(id); health != frame_.health.end()) {
            text += ",\"health\":" + host::write_line(health->second);
        }
        if (device.manifest) {
            text += ",\"type\":" + host::json_quoted(device.manifest->type_id) +
                    ",\"plugin_version\":" + host::json_quoted(device.manifest->version);
        }
        if (device.state) {
            text += ",\"state\":" + host::write_line(*device.state);
        }
        if (device.outcome) {
            text += ",\"diagnostics\":{\"status\":" + host::json_quoted(dp::word(device.outcome->status)) +
                    ",\"text\":" + host::json_quoted(device.outcome->text) +
                    ",\"result\":" + host::write_json(device.outcome->result) + '}';
        }
        return text + '}';
    }

    host::Host& host_;
    const BundleFrame frame_;
    const std::function<void(std::string)> give_;
    // Written by begin(), then on the host's dispatcher alone, which begins with what begin() has posted.
    std::vector<std::string> order_;
    std::map<std::string, Device> devices_;
    host::RuleList rules_;
    std::size_t awaited_ = 1; // all diagnostics, and the end of the states
    std::shared_ptr<Gathering> keep_;
};

} // namespace

void gather_bundle(host::Host& host, BundleFrame frame, std::function<void(std::string)> give) {
    std::make_shared<Gathering>(host, std::move(frame), std::move(give))->begin();
}

} // namespace avhost

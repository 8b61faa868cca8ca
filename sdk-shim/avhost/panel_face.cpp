#include "panel_face.hpp"

#include "door/tls.hpp"
#include "metrics.hpp"
#include "support_bundle.hpp"

#include "host/clock.hpp"
#include "host/line_session.hpp"

#include <array>
#include <utility>
#include <vector>

#include <unistd.h>

namespace avhost {
namespace {

class BrowserPeer : public panel::PanelPeer {
public:
    BrowserPeer(const PanelFace::Behind& behind, const panel::Send& send, const panel::Visitor& visitor)
        : session_{behind.host, [send](std::string line) { send(std::move(line)); },
                   options(behind, send, visitor)} {}
    void on_line(std::string_view line) override { session_.take(line); }

private:
    static host::LineSession::Options options(const PanelFace::Behind& behind, const panel::Send& send,
                                              const panel::Visitor& visitor) {
        host::LineSession::Options options;
        options.introduce = true;
        options.role = visitor.role;
        options.has_keys = !visitor.name.empty();
        options.log = &behind.ring;
        options.reload = behind.reload;
        options.send_happening = [send](host::Happening happening) { send(std::move(happening)); };
        return options;
    }

    host::LineSession session_;
};

void tell_certificate(std::int64_t ends_at, const host::Log& log) {
    if (auto warning = door::certificate_warning(ends_at, host::epoch_ms() / 1000); !warning.empty()) {
        log({dp::LogLevel::warning, "panel", std::move(warning)});
    }
}

// The names under which people may reach this machine on its network. Only with keys: what a page of another
// site could do with a name pointed at this port, the missing cookie forbids.
std::vector<std::string> own_names(const host::PanelEntry& entry) {
    std::array<char, 256> name{};
    if (entry.keys.empty() || ::gethostname(name.data(), name.size() - 1) != 0 || name.front() == '\0') {
        return {};
    }
    return {name.data(), std::string{name.data()} + ".local"};
}

std::string bracketed(const std::string& address) {
    return address.find(':') == std::string::npos ? address : '[' + address + ']';
}

} // namespace

PanelFace::PanelFace(const host::PanelEntry& entry, const Behind& behind)
    : behind_{behind} {
    panel::PanelOptions options;
    options.address = entry.address;
    options.port = entry.port;
    options.pages = entry.pages;
    options.keys = entry.keys;
    options.gate = behind.gate;
    options.tls = entry.tls;
    options.names = own_names(entry);
    options.documents = {{"/metrics", host::Role::operate,
                          [this](const auto& counts, const auto& give) {
                              give({"text/plain; version=0.0.4; charset=utf-8", metrics(counts)});
                          }},
                         {"/support-bundle", host::Role::set_up,
                          [this](const auto& counts, auto give) { bundle(counts, std::move(give)); }}};
    server_ = std::make_unique<panel::PanelServer>(
        behind.loop, std::move(options),
        [this](const panel::Send& send, const panel::Visitor& visitor) {
            return std::make_unique<BrowserPeer>(behind_, send, visitor);
        },
        [log = behind.log](dp::LogLevel level, std::string_view text) {
            log({level, "panel", std::string{text}});
        });
    behind.log({dp::LogLevel::info, "host",
                std::string{entry.tls ? "panel: https://" : "panel: http://"} + bracketed(entry.address) +
                    ':' + std::to_string(server_->port()) + '/'});
    tell_certificate(server_->counts().certificate_ends_at, behind.log);
}

PanelFace::~PanelFace() = default;

std::string PanelFace::metrics(const panel::PanelCounts& counts) const {
    Figures figures;
    figures.version = behind_.host.version();
    figures.uptime = std::chrono::duration<double>(std::chrono::steady_clock::now() - behind_.began).count();
    auto seen = behind_.observer.devices();
    for (const auto& info : behind_.host.devices()) { // those that are gone are not told any more
        figures.devices.push_back({info.id, behind_.host.manifest(info.id), std::move(seen[info.id])});
    }
    figures.outcomes = behind_.host.outcomes();
    figures.misbehaviours = behind_.host.misbehaviours();
    figures.panel = counts;
    figures.mqtt = behind_.mqtt.is_configured ? &behind_.mqtt : nullptr;
    figures.process = process_figures();
    return metrics_text(figures);
}

void PanelFace::bundle(const panel::PanelCounts& counts, std::function<void(panel::Document)> give) const {
    BundleFrame frame;
    frame.version = behind_.host.version();
    frame.site_json = behind_.site.json();
    frame.metrics = metrics(counts);
    frame.log = behind_.ring.lines();
    for (const auto& [id, seen] : behind_.observer.devices()) {
        if (seen.health) {
            frame.health.emplace(id, *seen.health);
        }
    }
    const std::string name = "avhost-" + host::utc_text(host::epoch_ms()).substr(0, 10) + ".json";
    gather_bundle(behind_.host, std::move(frame), [give = std::move(give), name](std::string text) {
        give({"application/json", std::move(text), name});
    });
}

} // namespace avhost

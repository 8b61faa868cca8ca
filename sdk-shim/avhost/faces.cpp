#include "faces.hpp"

#include <stdexcept>

namespace avhost {

void Faces::open_panel(const std::optional<host::PanelEntry>& entry) {
    panel_.reset(); // first: the next one may want the same port
    panel_entry_.reset();
    if (entry) {
        panel_ = std::make_unique<PanelFace>(
            *entry, PanelFace::Behind{behind_.host, behind_.observer, behind_.ring, behind_.log, behind_.site,
                                      counters_, behind_.began, behind_.reload});
        panel_entry_ = entry;
    }
}

void Faces::open_broker(const std::optional<host::MqttEntry>& entry) {
    broker_.reset();
    broker_entry_.reset();
    if (entry) {
        broker_ = std::make_unique<MqttFace>(*entry, MqttFace::Behind{behind_.host, behind_.log, counters_,
                                                                      behind_.state, behind_.sealing_key});
        broker_entry_ = entry;
    }
}

void Faces::open(const host::Site& site) {
    open_panel(site.panel);
    open_broker(site.mqtt);
}

std::string Faces::attempt(const std::function<void()>& opening) const {
    try {
        opening();
        return {};
    } catch (const std::runtime_error& problem) {
        behind_.log({dp::LogLevel::error, "host", problem.what()});
        return std::string{"\n"} + problem.what();
    }
}

std::string Faces::change(const host::Site& site) {
    std::string trouble;
    const auto before = panel_entry_;
    if (!(site.panel == before)) {
        trouble += attempt([&] { open_panel(site.panel); });
    }
    if (site.panel && !panel_ && before) { // whoever puts it right may do so over the panel
        auto as_before = *before;
        as_before.keys = site.panel->keys; // one that was taken back is
        trouble += attempt([&] { open_panel(as_before); });
        if (panel_) {
            const std::string note = "the panel goes on as it was before, with the access keys of now";
            behind_.log({dp::LogLevel::warning, "host", note});
            trouble += '\n' + note;
        }
    }
    if (!(site.mqtt == broker_entry_)) {
        trouble += attempt([&] { open_broker(site.mqtt); });
    }
    return trouble;
}

} // namespace avhost

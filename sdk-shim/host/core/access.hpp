// What a role may do and see: the one place that decides it, whatever the face. Pure.
#pragma once

#include "host/happening.hpp"
#include "host/manifest.hpp"
#include "host/role.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace host {

class Access {
public:
    explicit constexpr Access(Role role)
        : role_{role} {}

    Role role() const { return role_; }

    // True when a command, a page or a document for `needed` is for this role too.
    bool may(Role needed) const { return role_ == Role::set_up || needed == Role::operate; }

    bool may_invoke(const ActionSpec& action) const { return may(action.role); }
    bool may_write(const PropertySpec& property) const { return may(property.role); }
    bool may_see(const PropertySpec& property) const { return may(property.role); }
    // Read the log, have the site file read again.
    bool may_set_up() const { return may(Role::set_up); }

    // The happening as this role may see it. Properties that a manifest marks "dp:role": "set_up" are null for those who
    // only operate, also where an event carries a value of that name. Of rules they see that they fired, not why and what
    // for: a rule may name such a value, and the numbers and texts of its steps are the installer's. `manifest` is that of
    // the happening's device; without one it is not known what is marked, so nothing is shown.
    Happening seen(Happening happening, const Manifest* manifest) const;

private:
    Role role_;
};

// Of everybody who may come in at all, the readers of a bus among them.
inline constexpr Access common_access{Role::operate};

// The firing of a rule for the readers of a bus, whose topics are the installer's to protect: its words stay, but where
// they name a property that those who operate may not see, the name alone stays. `devices` are ids with their manifests,
// which may be null.
using KnownDevices = std::vector<std::pair<std::string, std::shared_ptr<const Manifest>>>;
RuleFiring seen_on_bus(RuleFiring firing, const KnownDevices& devices);

} // namespace host

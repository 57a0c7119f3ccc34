# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""What the end-to-end tests stand on: a home of their own, a server that misbehaves, and the wire."""

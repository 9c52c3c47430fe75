//! Control plane, simulator and operator as processes.

// One step of bodies that attract each other. A body is x, y, z and its mass; velocities have three used components.
kernel void nbody_step(global const float4 *bodies, global float4 *moved, global float4 *velocities, float dt,
                       float softening, uint count) {
  size_t i = get_global_id(0);
  if (i >= count) {
    return;
  }
  float4 self = bodies[i];
  float3 force = (float3)(0.0f);
  for (uint j = 0; j < count; j++) {
    float4 other = bodies[j];
    float3 way = other.xyz - self.xyz;
    float square = dot(way, way) + softening;
    float inverse = 1.0f / sqrt(square);
    force += way * (other.w * inverse * inverse * inverse);
  }
  float3 velocity = velocities[i].xyz + force * dt;
  velocities[i] = (float4)(velocity, 0.0f);
  moved[i] = (float4)(self.xyz + velocity * dt, self.w);
}
